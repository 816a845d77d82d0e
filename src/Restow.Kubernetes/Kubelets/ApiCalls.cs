using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;

namespace Restow.Kubernetes.Kubelets;

/// <summary>Calls to the API that are repeated until they are answered, a few at a time.</summary>
internal sealed class ApiCalls(IKubernetes client, TimeProvider time, TextWriter log) : IDisposable
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim slots = new(AtOnce);
    private string last = "";

    public IKubernetes Client => client;

    /// <summary>Repeats a call until the API answers it; waits longer each time, up to 5 s.</summary>
    /// <returns>Whether it was done; not when the object is gone, is another one of the same name, or cannot be written so (404, 409, 422).</returns>
    public async Task<bool> Persist(string what, Func<CancellationToken, Task> call, CancellationToken cancellation)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            await slots.WaitAsync(cancellation);
            try
            {
                await call(cancellation);
                return true;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                return false;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
            {
                Log(what, e);
                return false;
            }
            catch (Exception e) when (IsOutage(e, cancellation))
            {
                Log(what, e);
            }
            finally
            {
                slots.Release();
            }

            await Pause(pause, cancellation);
            pause = pause * 2 < Longest ? pause * 2 : Longest;
        }
    }

    public Task Pause(TimeSpan span, CancellationToken cancellation) => Task.Delay(span, time, cancellation);

    /// <summary>Says what went wrong; during an outage everything fails for one reason, which is said once.</summary>
    public void Log(string what, Exception e)
    {
        string reason = e is HttpOperationException { Response: { } response } ? $"{(int)response.StatusCode} {response.Content}" : e.Message;
        if (Interlocked.Exchange(ref last, reason) == reason)
            return;
        log.WriteLine($"{time.GetUtcNow():HH:mm:ss.fff} {what}: {reason.ReplaceLineEndings(" ")}");
    }

    /// <summary>Whether the server, not the request, is what failed: such a call may be repeated.</summary>
    public static bool IsOutage(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException or HttpOperationException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    public void Dispose() => slots.Dispose();
}
