using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Kubernetes;
using Restow.Kubernetes.Listening;

namespace Restow.Cli.Commands;

/// <summary>What <c>restow kube run</c> was told, the configuration file included.</summary>
internal sealed record KubeRunSettings(ControllerOptions Controller, ListeningOptions Listening, ControlLogFormat LogFormat);

/// <summary>The options of <c>restow kube run</c>, on top of its configuration file.</summary>
internal sealed class KubeRunOptions
{
    private static readonly ControllerOptions Defaults = new();

    private readonly PackPolicy policy = new();

    private readonly Option<string?> kubeconfig = new("--kubeconfig") { Description = "Where the cluster is. [default: the pod's own account, KUBECONFIG or ~/.kube/config]", HelpName = "FILE" };

    private readonly Option<string?> context = new("--context") { Description = "A context of the kubeconfig.", HelpName = "NAME" };

    private readonly Option<string?> space = new("--namespace") { Description = "Where the Lease, the record of the plan and the probe live. [default: the namespace of the pod or the context]", HelpName = "NAME" };

    private readonly Option<string?> listen = new("--listen") { Description = $"Where the scheduler and operators find it. [default: {ListenAddress.Default}]", HelpName = "ADDRESS:PORT" };

    private readonly KubeListenOptions listening = new();

    private readonly Option<bool?> apply = new("--apply") { Description = "Carry plans out. Without it they are only published." };

    private readonly Option<PlanTrigger?> trigger = Choices.Option(
        "--trigger",
        "Plan once refused pods have settled, for each refused pod at once, or on demand only.",
        ("quiet", PlanTrigger.Quiet),
        ("each-pod", PlanTrigger.EachPod),
        ("on-demand", PlanTrigger.OnDemand));

    private readonly Option<TimeSpan?> quietPeriod = Durations.Option("--quiet-period", $"How long refused pods must not have changed. [default: {Defaults.QuietPeriod.TotalSeconds}s]", mayBeZero: true);

    private readonly Option<TimeSpan?> maxPeriod = Durations.Option("--max-period", $"How long changes can put a plan off. [default: {Defaults.MaximumPeriod.TotalSeconds}s]");

    private readonly Option<TimeSpan?> cooldown = Durations.Option("--cooldown", $"Pause after a plan was carried out. [default: {Defaults.Cooldown.TotalSeconds}s]", mayBeZero: true);

    private readonly Option<TimeSpan?> heartbeatLimit = Durations.Option("--heartbeat-limit", $"How old the scheduler's last question may be when pods are evicted. [default: {Defaults.HeartbeatLimit.TotalSeconds}s]");

    private readonly Option<TimeSpan?> evictionTimeout = Durations.Option("--eviction-timeout", $"How long an eviction that a budget refuses is tried again. [default: {Defaults.EvictionTimeout.TotalMinutes}m]");

    private readonly Option<TimeSpan?> landingTimeout = Durations.Option("--landing-timeout", $"How long a replacement may take to land and become ready. [default: {Defaults.LandingTimeout.TotalMinutes}m]");

    private readonly Option<string[]> windows = new("--maintenance-window") { Description = "When pods may be evicted, in UTC: 'Mon-Fri 22:00-06:00'; repeat it for more. [default: always]", HelpName = "WINDOW" };

    private readonly Option<string?> audit = new("--audit-file") { Description = "Append a JSON line for each thing done to a pod. [default: the log]", HelpName = "FILE" };

    private readonly Option<ControlLogFormat?> logFormat = Choices.Option("--log-format", "How the log is written.", ("text", ControlLogFormat.Text), ("json", ControlLogFormat.Json));

    private readonly Option<string?> config = new("--config") { Description = "A file with any of these options.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        Option[] own = [kubeconfig, context, space, listen, apply, trigger, quietPeriod, maxPeriod, cooldown, heartbeatLimit, evictionTimeout, landingTimeout, windows, audit, logFormat, config];
        foreach (Option option in own)
            command.Add(option);
        listening.AddTo(command);
        policy.AddTo(command);
    }

    public Result<KubeRunSettings> From(ParseResult parsed)
    {
        var nothing = new ConfigurationFile();
        Result<ConfigurationFile> read = parsed.GetValue(config) is { } path ? ConfigurationFile.Read(path) : nothing;
        return read.Then(file => file.Over(Defaults)).Then(options => Settings(options, read.Value, parsed));
    }

    private Result<KubeRunSettings> Settings(ControllerOptions file, ConfigurationFile raw, ParseResult parsed)
    {
        if (!ListenAddress.Parse(parsed.GetValue(listen) ?? raw.Listen ?? ListenAddress.Default.ToString()).TryGet(out ListenAddress? address, out Fault? fault))
            return fault;
        ControllerOptions options = file with
        {
            Kubeconfig = parsed.GetValue(kubeconfig) ?? file.Kubeconfig,
            Context = parsed.GetValue(context) ?? file.Context,
            Namespace = parsed.GetValue(space) ?? file.Namespace,
            Apply = parsed.GetValue(apply) ?? file.Apply,
            Trigger = parsed.GetValue(trigger) ?? file.Trigger,
            QuietPeriod = parsed.GetValue(quietPeriod) ?? file.QuietPeriod,
            MaximumPeriod = parsed.GetValue(maxPeriod) ?? file.MaximumPeriod,
            Cooldown = parsed.GetValue(cooldown) ?? file.Cooldown,
            HeartbeatLimit = parsed.GetValue(heartbeatLimit) ?? file.HeartbeatLimit,
            EvictionTimeout = parsed.GetValue(evictionTimeout) ?? file.EvictionTimeout,
            LandingTimeout = parsed.GetValue(landingTimeout) ?? file.LandingTimeout,
            AuditFile = parsed.GetValue(audit) ?? file.AuditFile,
            Packing = policy.Over(file.Packing, parsed),
        };
        return ConfigurationFile.Windows(parsed.GetValue(windows) ?? [], "--maintenance-window").Then<KubeRunSettings>(given => new KubeRunSettings(
            given.Count > 0 ? options with { MaintenanceWindows = given } : options,
            listening.From(address, raw, parsed),
            parsed.GetValue(logFormat) ?? raw.LogFormat ?? ControlLogFormat.Text));
    }
}
