using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Generation;

/// <summary>Free cores and memory of every NUMA node while a fleet is filled.</summary>
internal sealed class FreeRoom(IReadOnlyList<Host> hosts)
{
    private readonly (int Cores, int Memory)[][] free = [.. hosts.Select(h => h.Nodes.Select(n => (n.Cores, n.MemoryMb)).ToArray())];

    /// <summary>Free cores of all nodes.</summary>
    public long Cores => free.Sum(h => h.Sum(n => (long)n.Cores));

    public void Take(Vm vm, VmPlacement place) => Change(vm, place, 1);

    /// <summary>Gives back what a machine took.</summary>
    public void Release(Vm vm, VmPlacement place) => Change(vm, place, -1);

    /// <summary>The nodes on which the machine leaves the fewest cores, ties at random; <c>null</c> when it fits nowhere.</summary>
    public VmPlacement? TightestFit(Vm vm, SeededRandom random) => Fit(vm, random, isTight: true);

    /// <summary>Any of the nodes that the machine fits on, each as likely; <c>null</c> when it fits nowhere.</summary>
    public VmPlacement? RandomFit(Vm vm, SeededRandom random) => Fit(vm, random, isTight: false);

    private VmPlacement? Fit(Vm vm, SeededRandom random, bool isTight)
    {
        VmPlacement? best = null;
        int least = int.MaxValue;
        int ties = 0;
        for (int h = 0; h < free.Length; h++)
        {
            for (int a = 0; a < free[h].Length; a++)
            {
                for (int b = vm.IsDouble ? a + 1 : -1; b < (vm.IsDouble ? free[h].Length : 0); b++)
                {
                    if (!Fits(free[h][a], vm) || (b >= 0 && !Fits(free[h][b], vm)))
                        continue;
                    int left = isTight ? free[h][a].Cores - vm.Cores + (b >= 0 ? free[h][b].Cores - vm.Cores : 0) : 0;
                    if (left > least)
                        continue;
                    ties = left == least ? ties + 1 : 1;
                    if (left < least || random.Next(ties) == 0)
                        (least, best) = (left, new VmPlacement(h, a, b));
                }
            }
        }

        return best;
    }

    private void Change(Vm vm, VmPlacement place, int sign)
    {
        foreach (int node in place.Nodes)
        {
            free[place.Host][node].Cores -= sign * vm.Cores;
            free[place.Host][node].Memory -= sign * vm.MemoryMb;
        }
    }

    private static bool Fits((int Cores, int Memory) free, Vm vm) => free.Cores >= vm.Cores && free.Memory >= vm.MemoryMb;
}
