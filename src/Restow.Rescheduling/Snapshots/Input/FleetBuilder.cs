using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>
/// A checked fleet of what a file says, whatever its form: hosts first, then machines on them, pins, rules, and last that no node has more on it than fits.
/// </summary>
internal sealed class FleetBuilder
{
    private readonly RawFleet raw;
    private readonly FleetRepair repair;
    private readonly HostChecks hosts;
    private readonly VmChecks checks;

    private FleetBuilder(RawFleet raw, FleetRepair repair)
    {
        this.raw = raw;
        this.repair = repair;
        hosts = new HostChecks(repair);
        checks = new VmChecks(repair, hosts);
    }

    public static Result<Fleet> Build(RawFleet raw, bool mayRepair)
    {
        var repair = new FleetRepair(raw.Source, mayRepair);
        return new FleetBuilder(raw, repair).Build() is { } fleet && !repair.Failed ? fleet : repair.Fault!;
    }

    private Fleet? Build()
    {
        if (raw.Hosts.Count == 0)
            repair.Report("", "it has no hosts", "export hosts and machines together");
        for (int i = 0; i < raw.Hosts.Count && !repair.Failed; i++)
            hosts.Add(raw.Hosts[i], i + 1);
        for (int i = 0; i < raw.Vms.Count && !repair.Failed; i++)
            checks.Add(raw.Vms[i], i + 1);
        if (repair.Failed)
            return null;
        IReadOnlyList<Host> kept = hosts.Kept(raw.Hosts);
        if (kept.Count == 0)
            repair.Report("", "none of its hosts can be planned", "correct the export");
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Host host in kept)
            index.Add(host.Id, index.Count);
        var vms = new List<Vm>(checks.Passed.Count);
        foreach (RawVm vm in checks.Passed.Where(v => !hosts.IsLeftOut(v.Host)))
            vms.Add(Convert(vm, index));
        List<PlacementRule> rules = Rules(vms);
        Host[] roomy = Capacity.Check(kept, vms, repair);
        return new Fleet { SourceName = raw.Source, Hosts = roomy, Vms = vms, Rules = rules, Warnings = [.. raw.Notes, .. repair.Warnings] };
    }

    private Vm Convert(RawVm vm, Dictionary<string, int> index)
    {
        IReadOnlyList<int> pins = Pins(vm, index);
        return new Vm
        {
            Id = vm.Id,
            Type = vm.Type,
            Cores = (int)vm.Nodes[0].Cores,
            MemoryMb = (int)vm.Nodes[0].MemoryMb,
            Placement = new VmPlacement(index[vm.Host], (int)vm.Nodes[0].Number, vm.Nodes.Count > 1 ? (int)vm.Nodes[1].Number : -1),
            // Pinned to hosts that are all out of the plan, it has nowhere to go.
            AllowMigration = vm.AllowMigration && !checks.IsDoubtful(vm.Id) && (vm.PinnedTo.Count == 0 || pins.Count > 0),
            PinnedTo = pins,
            DirtyMbPerSecond = vm.DirtyMbPerSecond,
        };
    }

    private IReadOnlyList<int> Pins(RawVm vm, Dictionary<string, int> index)
    {
        if (vm.PinnedTo.Count == 0)
            return [];
        var pins = new List<int>();
        foreach (string name in vm.PinnedTo)
        {
            if (index.TryGetValue(name, out int host))
                pins.Add(host);
            else if (!hosts.IsLeftOut(name))
                repair.Mend($"vm {vm.Id}", $"it is pinned to host {name}, which is not in the snapshot", "export that host too", "it does not go there");
        }

        return [.. pins.Distinct()];
    }

    private List<PlacementRule> Rules(List<Vm> vms)
    {
        var rules = new List<PlacementRule>(raw.Rules.Count);
        if (raw.Rules.Count == 0)
            return rules;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < vms.Count; i++)
            index.Add(vms[i].Id, i);
        foreach (RawRule rule in raw.Rules)
        {
            var members = new List<int>();
            bool isWhole = true;
            foreach (string name in rule.Vms.Distinct(StringComparer.Ordinal))
            {
                if (index.TryGetValue(name, out int vm))
                {
                    members.Add(vm);
                    continue;
                }

                isWhole = false;
                if (!checks.Knows(name))
                    repair.Mend($"rule {rule.Name}", $"machine {name} is not in the snapshot", "correct the rule", "the rule is read without it");
            }

            // A partner out of sight holds the others where they are.
            if (!isWhole && rule is { Kind: RuleKind.Affinity, IsHard: true })
            {
                foreach (int vm in members)
                    vms[vm] = vms[vm] with { AllowMigration = false };
            }

            rules.Add(new PlacementRule(rule.Name, rule.Kind, rule.IsHard, members));
        }

        return rules;
    }
}
