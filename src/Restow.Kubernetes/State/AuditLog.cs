using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restow.Core;

namespace Restow.Kubernetes.State;

/// <summary>One thing done to a pod, or to a plan as a whole.</summary>
internal sealed record AuditLine(
    DateTimeOffset Time, string Plan, string Action, string? Pod, string? Uid, string? Workload, string? From, string? To, string Why, string Certificate);

/// <summary>Who was moved, when, why, from where to where and with which certificate: JSON lines, each flushed before the action it announces.</summary>
internal sealed class AuditLog : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly StreamWriter? file;

    private AuditLog(StreamWriter? file, TimeProvider time, ILogger log) => (this.file, this.time, this.log) = (file, time, log);

    public static Result<AuditLog> Open(string? path, TimeProvider time, ILogger log)
    {
        try
        {
            return new AuditLog(path is null ? null : new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true }, time, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new Fault(path!, "", $"the audit log cannot be written: {e.Message.TrimEnd('.')}", "check the path and its permissions");
        }
    }

    public void Write(PlanRecord plan, string action, StepRecord? step, string why)
    {
        var line = new AuditLine(time.GetUtcNow(), plan.Id, action, step?.Pod, step?.Uid, step?.Workload, step?.From, step?.To, why, $"{plan.Certificate.Kind}: {plan.Certificate.Proof}");
        string text = JsonSerializer.Serialize(line, ControlJson.Default.AuditLine);
        lock (gate)
        {
            if (file is not null)
                file.WriteLine(text);
            else
                log.LogInformation("{Audit}", text);
        }
    }

    public void Dispose() => file?.Dispose();
}
