using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Restow.Core;
using Restow.Kubernetes.Extending.Wire;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Extending;

/// <summary>The extender over HTTP: <c>POST /filter</c>, <c>/prioritize</c>, <c>/preempt</c>. Binding stays with the scheduler.</summary>
public static class ExtenderEndpoints
{
    // The scheduler itself gives up after half a second.
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Maps the three verbs.</summary>
    /// <remarks>A call that cannot be read gets 400 with one line and changes nothing. Each call that is answered is a beat of the heart.</remarks>
    public static void MapExtender(this IEndpointRouteBuilder routes, SchedulerExtender extender, ExtenderHeartbeat heartbeat, ExtenderMetrics metrics)
    {
        ExtenderWarmUp.Run();
        Map(ExtenderVerbs.Filter, CallReader.Nodes, (output, call) => AnswerWriter.Filter(output, call, extender.Filter(call)));
        Map(ExtenderVerbs.Prioritize, CallReader.Nodes, (output, call) => AnswerWriter.Scores(output, call, extender.Prioritize(call)));
        Map(ExtenderVerbs.Preempt, CallReader.Preemption, (output, call) => AnswerWriter.Preemption(output, extender.Preempt(call)));

        void Map<T>(string verb, Func<ReadOnlyMemory<byte>, Result<T>> read, Action<IBufferWriter<byte>, T> answer)
            where T : notnull =>
            routes.MapPost("/" + verb, async context =>
            {
                long start = Stopwatch.GetTimestamp();
                string outcome = "failed";
                try
                {
                    outcome = await Handle(context, read, answer, heartbeat);
                }
                finally
                {
                    metrics.Ended(verb, outcome, Stopwatch.GetElapsedTime(start));
                }
            });
    }

    private static async Task<string> Handle<T>(HttpContext context, Func<ReadOnlyMemory<byte>, Result<T>> read, Action<IBufferWriter<byte>, T> answer, ExtenderHeartbeat heartbeat)
        where T : notnull
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(ReadTimeout);
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, timeout.Token);
            if (!read(body.Bytes).TryGet(out T? call, out Fault? fault))
            {
                await OperationsEndpoints.Text(context, StatusCodes.Status400BadRequest, fault.ToString());
                return "malformed";
            }

            // The whole answer first: once its head is sent, a failure could not be told.
            using var output = new PooledBuffer((2 * body.Bytes.Length) + (16 * 1024));
            answer(output, call);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = output.Written.Length;
            context.RequestAborted.ThrowIfCancellationRequested();
            heartbeat.Beat();
            await context.Response.Body.WriteAsync(output.Written, context.RequestAborted);
            return "answered";
        }
        catch (BadHttpRequestException e)
        {
            await OperationsEndpoints.Text(context, e.StatusCode, $"scheduler: {e.Message}");
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "too_large" : "malformed";
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return "aborted";
        }
        catch (OperationCanceledException)
        {
            await OperationsEndpoints.Text(context, StatusCodes.Status408RequestTimeout, "scheduler: the call did not arrive in time");
            return "timed_out";
        }
    }
}
