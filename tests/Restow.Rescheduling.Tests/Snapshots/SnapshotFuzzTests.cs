using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Rescheduling.Tests.Snapshots;

public class SnapshotFuzzTests
{
    private static readonly string Json = Inputs.Text(Build.Random(4, 2, 17));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_Mutated_IsAConsistentFleetOrOneLine(int form)
    {
        Func<byte[], bool, Result<Fleet>> read = form switch
        {
            0 => (bytes, repair) => FleetJson.Read(bytes, "fuzz", repair),
            1 => (bytes, repair) => ProxmoxSnapshot.Read(bytes, "fuzz", 2, repair),
            2 => (bytes, repair) => OpenStackSnapshot.Read([("fuzz", bytes)], 2, repair),
            3 => (bytes, repair) => FleetCsv.Read(("fuzz", bytes), ("vms.csv", Inputs.Bytes(Inputs.VmsCsv)), repair),
            _ => (bytes, repair) => FleetCsv.Read(("hosts.csv", Inputs.Bytes(Inputs.HostsCsv)), ("fuzz", bytes), repair),
        };
        string text = form switch
        {
            0 => Json,
            1 => Inputs.Proxmox,
            2 => Inputs.Hypervisors + Inputs.Flavors + Inputs.Servers + Inputs.Groups,
            3 => Inputs.HostsCsv,
            _ => Inputs.VmsCsv,
        };
        var random = new Random(20261124 + form);
        int faults = 0;
        int repaired = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = Mutations.Of(text, random);
            _ = FleetSnapshot.Detect(bytes);
            Result<Fleet> strict = read(bytes, false);
            Result<Fleet> lenient = read(bytes, true);
            Hold(strict);
            Hold(lenient);
            Assert.False(strict.IsSuccess && !lenient.IsSuccess, "what is sound without repairs is sound with them");
            faults += strict.IsSuccess ? 0 : 1;
            repaired += strict.IsSuccess || !lenient.IsSuccess ? 0 : 1;
        }

        Assert.InRange(faults, 100, 2999);
        Assert.NotEqual(0, repaired);
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
                bytes[0] = (byte)"{["[i / 2 % 2];
            _ = FleetSnapshot.Detect(bytes);
            Assert.False(FleetJson.Read(bytes, "fuzz").IsSuccess);
            Assert.False(ProxmoxSnapshot.Read(bytes, "fuzz").IsSuccess);
            Assert.False(PlanFile.Read(bytes, "fuzz").IsSuccess);
        }
    }

    private static void Hold(Result<Fleet> result)
    {
        if (result.IsSuccess)
            Assert.Null(FleetCheck.Check(result.Value));
        else
            Assert.DoesNotContain('\n', result.Fault.ToString());
    }
}
