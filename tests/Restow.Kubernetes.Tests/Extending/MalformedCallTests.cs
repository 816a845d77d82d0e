using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Tests.Extending;

public class MalformedCallTests
{
    private static readonly string[] Fragments = ["null", "{}", "[]", "-1", "1e999", "\"", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "\n", "true", "99999999999999999999", "\uFEFF", "\"500x\""];

    [Theory]
    [InlineData("filter", "")]
    [InlineData("filter", "null")]
    [InlineData("filter", "[]")]
    [InlineData("filter", """{"NodeNames":["n1"]}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"}}}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"name":"p1"}},"NodeNames":[]}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"}},"NodeNames":[null]}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"}},"NodeNames":["n1"]} trailing""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"}},"Nodes":{"items":[{"metadata":{}}]}}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"\ud800"}},"NodeNames":[]}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"},"spec":{"containers":[{"resources":{"requests":{"cpu":"5 apples"}}}]}},"NodeNames":[]}""")]
    [InlineData("filter", """{"Pod":{"metadata":{"uid":"p1"},"spec":{"priority":3000000000}},"NodeNames":[]}""")]
    [InlineData("prioritize", """{"Pod":7,"NodeNames":["n1"]}""")]
    [InlineData("preempt", """{"Pod":{"metadata":{"uid":"p1"}}}""")]
    [InlineData("preempt", """{"Pod":{"metadata":{"uid":"p1"}},"NodeNameToMetaVictims":{"n1":{"Pods":[{}]}}}""")]
    public async Task Call_Malformed_IsRefusedWithOneLineAndNoBeat(string verb, string body)
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        (HttpStatusCode status, string text) = await server.Post(verb, Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.Null(server.Heartbeat.Age);
    }

    [Fact]
    public async Task Call_LargerThanTheLimit_Is413()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync(maxBodyBytes: 1000);
        (HttpStatusCode status, _) = await server.Post("filter", new byte[2000]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Null(server.Heartbeat.Age);
    }

    [Fact]
    public async Task Call_AnyDamage_IsAnsweredOrRefusedAndReservesNothing()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 1000;
        server.Reserve("rs-1", "n1", count: 2);
        IReadOnlyList<Reservation> before = server.Ledger.Current();
        (string Verb, byte[] Body)[] valid =
        [
            ("filter", Encoding.UTF8.GetBytes(Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"))),
            ("filter", Encoding.UTF8.GetBytes(Calls.Whole(Calls.Pod("p1", "rs-2"), """{"metadata":{"name":"n1"}}""", """{"metadata":{"name":"n2"}}"""))),
            ("prioritize", Encoding.UTF8.GetBytes(Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"))),
            ("preempt", Encoding.UTF8.GetBytes(Calls.Preemption(Calls.Pod("p1", "rs-2"), ("n1", ["v1"]), ("n2", ["v2"])))),
        ];
        Gen<(string Verb, byte[] Body)> damaged =
            from call in Gen.Int[0, valid.Length - 1].Select(i => valid[i])
            from edits in Gen.Select(Gen.Int[0, 3], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[1, 30], Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i])).Array[1, 4]
            select (call.Verb, Damage(call.Body, edits));
        int refused = 0;
        int calls = 0;
        await damaged.SampleAsync(
            async call =>
            {
                Interlocked.Increment(ref calls);
                (HttpStatusCode status, string text) = await server.Post(call.Verb, call.Body);
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status}: {text}");
                if (status == HttpStatusCode.OK)
                    Assert.NotNull(JsonNode.Parse(text));
                else
                    Interlocked.Increment(ref refused);
            },
            iter: 2000,
            threads: 1);
        Assert.InRange(refused, calls / 10, calls - 1);
        Assert.Equal(before, server.Ledger.Current());
    }

    private static byte[] Damage(byte[] original, (int Kind, int At, byte Byte, int Length, string Fragment)[] edits)
    {
        List<byte> bytes = [.. original];
        foreach ((int kind, int where, byte value, int length, string fragment) in edits)
        {
            if (bytes.Count == 0)
                break;
            int at = where % bytes.Count;
            if (kind == 0)
                bytes[at] = value;
            else if (kind == 1)
                bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
            else if (kind == 2)
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(fragment));
            else
                ReplaceValue(bytes, at, fragment);
        }

        return [.. bytes];
    }

    /// <summary>Valid syntax, another value.</summary>
    private static void ReplaceValue(List<byte> bytes, int from, string fragment)
    {
        int colon = bytes.IndexOf((byte)':', from);
        int end = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0)
            return;
        bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(fragment));
    }
}
