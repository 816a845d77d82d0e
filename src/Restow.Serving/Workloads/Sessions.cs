using Restow.Core;

namespace Restow.Serving.Workloads;

/// <summary>Joins requests to conversations: each later turn's prompt begins with everything said before.</summary>
internal static class Sessions
{
    private const int OpenSessions = 256;
    private const int LongestPrompt = 6144;

    /// <summary>Every request opens a session or continues one of the open ones, chosen at random; the chance gives the mean number of turns.</summary>
    public static ServingRequest[] Join(ServingRequest[] requests, double meanTurns, SeededRandom random)
    {
        var open = new List<(int Session, int History)>();
        int sessions = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            ServingRequest request = requests[i];
            bool opens = open.Count == 0 || (open.Count < OpenSessions && random.NextDouble() < 0.5) || random.NextDouble() < 1 / meanTurns;
            int at = opens ? open.Count : random.Next(open.Count);
            (int session, int history) = opens ? (sessions++, 0) : open[at];
            int prompt = history + request.PromptTokens;
            requests[i] = request with { PromptTokens = prompt, Session = session };
            int next = prompt + request.OutputTokens;
            if (opens)
                open.Add((session, next));
            else
                open[at] = (session, next);
            if (next > LongestPrompt || open.Count > OpenSessions)
                open.RemoveAt(next > LongestPrompt ? at : random.Next(open.Count));
        }

        return requests;
    }
}
