using Restow.Serving.Llumlets;

namespace Restow.Serving.Scheduling;

/// <summary>
/// Ours: to where the session's last turn ran, if that takes less time in sum than where <paramref name="otherwise"/> would send it.
/// </summary>
/// <remarks>
/// The sum is over the request and those that it holds up: prompts ahead of it; its own prompt, less what is kept, for itself and for every
/// request that has to wait for that step; and its decode steps, which are longer the more run beside it, as theirs become by it. A prefix of 1,000 tokens saves a quarter
/// of a second; on a batch with two requests more, an answer of 256 tokens takes longer by as much.
/// </remarks>
internal sealed class PrefixAwareDispatch(IDispatchPolicy otherwise, Freeness freeness, InstanceOptions limits, LatencyModel latency) : IDispatchPolicy
{
    // What nobody knows beforehand: the mean of the conversational traces lies between 271 and 500.
    private const int ExpectedOutputTokens = 256;
    private readonly Dictionary<int, (int Instance, int Tokens)> lastTurns = [];

    public string Name => $"prefix, then {otherwise.Name}";

    public int Choose(IReadOnlyList<InstanceView> instances, ServingRequest request)
    {
        int choice = otherwise.Choose(instances, request);
        if (request.Session < 0 || choice < 0)
            return choice;
        if (lastTurns.TryGetValue(request.Session, out (int Instance, int Tokens) last) && last.Instance != choice && instances[last.Instance].Available
            && HasRoom(instances[last.Instance], request)
            && Time(instances[last.Instance], request.PromptTokens, last.Tokens) <= Time(instances[choice], request.PromptTokens, 0))
            choice = last.Instance;

        // The answer of the last turn is part of the next prompt as well, but its length is not known here.
        lastTurns[request.Session] = (choice, request.PromptTokens);
        return choice;
    }

    private bool HasRoom(InstanceView view, ServingRequest request) =>
        freeness.ForDispatch(view.Report, view.SentRequests + 1, view.SentBlocks + limits.BlocksFor(request.PromptTokens)) > 0;

    private double Time(InstanceView view, int prompt, int kept)
    {
        LoadReport report = view.Report;
        int beside = report.Running + report.Waiting + view.SentRequests;
        int ahead = (report.WaitingBlocks + view.SentBlocks) * limits.BlockTokens;
        int cached = (report.TotalBlocks - report.FreeBlocks) * limits.BlockTokens;
        double prefill = latency.PrefillAlone(prompt) - (kept > 0 ? latency.PrefillAlone(Math.Min(kept, prompt - 1)) : 0);
        double longerSteps = (2 * beside * latency.DecodePerSequence) + (latency.DecodePerKvToken * (cached + (beside * prompt)));
        return (ahead * latency.PrefillPerToken) + (prefill * (1 + beside)) + (ExpectedOutputTokens * longerSteps);
    }
}
