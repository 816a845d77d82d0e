namespace Restow.Rescheduling.Learning;

/// <summary>Machines that a policy need not tell apart: same cores and memory on each node, same width. A machine with pins or rules is a kind of its own.</summary>
/// <param name="Cores">Cores on each node.</param>
/// <param name="Memory">MB on each node.</param>
/// <param name="IsDouble">Whether they use two nodes.</param>
/// <param name="OnlyVm">The one machine of this kind where pins or rules set it apart; else -1.</param>
internal readonly record struct VmKind(int Cores, int Memory, bool IsDouble, int OnlyVm);

/// <summary>Identical machines on the same nodes that may still move: one token for all of them.</summary>
/// <param name="Kind">Index of their kind.</param>
/// <param name="A">Their first node.</param>
/// <param name="B">Their second node, or -1.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Vm">The one that moves next: the cheapest to copy.</param>
internal readonly record struct VmToken(int Kind, int A, int B, int Count, int Vm);
