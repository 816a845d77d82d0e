using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Tests.Snapshots;

public class FuzzTests
{
    [Theory]
    [InlineData("pending-pods.json")]
    [InlineData("pending-pods.yaml")]
    public void Read_MutatedSample_IsAClusterOrAFault(string sample)
    {
        byte[] original = File.ReadAllBytes(Files.Sample(sample));
        var random = new Random(20260302);
        int faults = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = Mutations.Of(original, random);
            Result<Cluster> result = Files.Read(bytes);
            if (result.IsSuccess)
                _ = result.Value.InitialAssignment();
            else
                Assert.DoesNotContain('\n', result.Fault.ToString());
            faults += result.IsSuccess ? 0 : 1;
        }

        Assert.InRange(faults, 50, 399);
    }

    [Fact]
    public void Read_RandomBytes_IsAFault()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 0)
                bytes[0] = (byte)'{';
            Assert.False(Files.Read(bytes).IsSuccess);
        }
    }
}
