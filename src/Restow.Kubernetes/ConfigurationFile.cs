using System.Text;
using System.Text.Json;
using Restow.Core;
using Restow.Kubernetes.Controlling;
using Restow.Packing;
using Restow.Packing.Snapshots.Input;
using YamlDotNet.Core;

namespace Restow.Kubernetes;

/// <summary>The configuration file of a controller, YAML or JSON: each option by its name on the command line, in camelCase. What is absent is not set.</summary>
public sealed record ConfigurationFile
{
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    public string? Namespace { get; init; }

    public string? Listen { get; init; }

    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    public string? ClientAuthority { get; init; }

    public bool? Apply { get; init; }

    public PlanTrigger? Trigger { get; init; }

    public TimeSpan? QuietPeriod { get; init; }

    public TimeSpan? MaxPeriod { get; init; }

    public TimeSpan? RetryPeriod { get; init; }

    public TimeSpan? Cooldown { get; init; }

    public TimeSpan? HeartbeatLimit { get; init; }

    public TimeSpan? ProbeTimeout { get; init; }

    public TimeSpan? PauseLimit { get; init; }

    public TimeSpan? EvictionTimeout { get; init; }

    public TimeSpan? LandingTimeout { get; init; }

    public TimeSpan? PlanLifetime { get; init; }

    public bool? WaitForReady { get; init; }

    /// <summary>As <see cref="MaintenanceWindow"/> reads them.</summary>
    public IReadOnlyList<string>? MaintenanceWindow { get; init; }

    public string? AuditFile { get; init; }

    public string? ProbeImage { get; init; }

    public ControlLogFormat? LogFormat { get; init; }

    public string? SchedulerName { get; init; }

    public TimeSpan? Time { get; init; }

    public ulong? Seed { get; init; }

    public int? Threads { get; init; }

    public PackingMethod? Method { get; init; }

    public int? MaxMoves { get; init; }

    public int? MaxMovesPerWorkload { get; init; }

    public TimeSpan? MinPodAge { get; init; }

    public IReadOnlyList<string>? ProtectNamespace { get; init; }

    public EvictionPolicy? Evict { get; init; }

    public int? MoveWeight { get; init; }

    public int? EvictWeight { get; init; }

    public bool? MoveLocalStorage { get; init; }

    public bool? Preemption { get; init; }

    /// <summary>Reads a file. An unknown name is a fault.</summary>
    public static Result<ConfigurationFile> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    public static Result<ConfigurationFile> Parse(byte[] text, string source)
    {
        try
        {
            using var yaml = new YamlJsonStream(new MemoryStream(text));
            using var json = new MemoryStream();
            yaml.CopyTo(json);
            if (json.Length == 0)
                return new ConfigurationFile();
            return JsonSerializer.Deserialize(json.ToArray(), ConfigurationJson.Default.ConfigurationFile) is { } file ? file : new ConfigurationFile();
        }
        catch (YamlException e)
        {
            return new Fault(source, "", $"it is not valid YAML at line {e.Start.Line}: {e.Message}", "correct it");
        }
        catch (JsonException e)
        {
            string field = e.Path is { Length: > 2 } name ? name[2..] : "";
            return new Fault(source, field, Problem(e), "restow kube run --help lists the options; durations are written 2s, 5m");
        }
        catch (DecoderFallbackException)
        {
            return new Fault(source, "", "it is not UTF-8", "save it as UTF-8");
        }
    }

    /// <summary>Windows as people write them.</summary>
    public static Result<IReadOnlyList<MaintenanceWindow>> Windows(IReadOnlyList<string> texts, string source)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var windows = new List<MaintenanceWindow>();
        foreach (string text in texts)
        {
            if (!Controlling.MaintenanceWindow.TryParse(text, out MaintenanceWindow window))
                return new Fault(source, "maintenanceWindow", $"'{text}' is not a window", "write 22:00-06:00 or Mon-Fri 22:00-06:00, in UTC");
            windows.Add(window);
        }

        return windows;
    }

    /// <summary>The options with what the file sets.</summary>
    public Result<ControllerOptions> Over(ControllerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Windows(MaintenanceWindow ?? [], "--config").Then<ControllerOptions>(windows => options with
        {
            Kubeconfig = Kubeconfig ?? options.Kubeconfig,
            Context = Context ?? options.Context,
            Namespace = Namespace ?? options.Namespace,
            Apply = Apply ?? options.Apply,
            Trigger = Trigger ?? options.Trigger,
            QuietPeriod = QuietPeriod ?? options.QuietPeriod,
            MaximumPeriod = MaxPeriod ?? options.MaximumPeriod,
            RetryPeriod = RetryPeriod ?? options.RetryPeriod,
            Cooldown = Cooldown ?? options.Cooldown,
            HeartbeatLimit = HeartbeatLimit ?? options.HeartbeatLimit,
            ProbeTimeout = ProbeTimeout ?? options.ProbeTimeout,
            PauseLimit = PauseLimit ?? options.PauseLimit,
            EvictionTimeout = EvictionTimeout ?? options.EvictionTimeout,
            LandingTimeout = LandingTimeout ?? options.LandingTimeout,
            PlanLifetime = PlanLifetime ?? options.PlanLifetime,
            WaitForReady = WaitForReady ?? options.WaitForReady,
            MaintenanceWindows = windows.Count > 0 ? windows : options.MaintenanceWindows,
            AuditFile = AuditFile ?? options.AuditFile,
            ProbeImage = ProbeImage ?? options.ProbeImage,
            Packing = Over(options.Packing),
        });
    }

    private PackingOptions Over(PackingOptions options) => options with
    {
        SchedulerName = SchedulerName ?? options.SchedulerName,
        Time = Time ?? options.Time,
        Seed = Seed ?? options.Seed,
        Threads = Threads ?? options.Threads,
        Method = Method ?? options.Method,
        MaxMoves = MaxMoves ?? options.MaxMoves,
        MaxMovesPerWorkload = MaxMovesPerWorkload ?? options.MaxMovesPerWorkload,
        MinimumPodAge = MinPodAge ?? options.MinimumPodAge,
        ProtectedNamespaces = ProtectNamespace ?? options.ProtectedNamespaces,
        Eviction = Evict ?? options.Eviction,
        MoveWeight = MoveWeight ?? options.MoveWeight,
        EvictWeight = EvictWeight ?? options.EvictWeight,
        MoveLocalStorage = MoveLocalStorage ?? options.MoveLocalStorage,
        Preemption = Preemption ?? options.Preemption,
    };

    // The reader's own words name .NET types.
    private static string Problem(JsonException e)
    {
        const string Unknown = "The JSON property '";
        if (e.Message.StartsWith(Unknown, StringComparison.Ordinal))
            return $"there is no option '{e.Message[Unknown.Length..].Split('\'')[0]}'";
        return e.InnerException is FormatException { Message: { } message } ? message : "it does not have the form of this option";
    }
}
