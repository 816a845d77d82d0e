namespace Restow.Packing;

/// <summary>How far a search is.</summary>
/// <param name="Phase">What it does now, in a word or two.</param>
/// <param name="Elapsed">Since the snapshot was read.</param>
/// <param name="Placed">Pods placed in the best placement so far, of those the search may place or move.</param>
/// <param name="Pods">How many those are.</param>
/// <param name="Bound">No placement places more; <c>null</c> while nothing is proven.</param>
public sealed record PackingProgress(string Phase, TimeSpan Elapsed, int Placed, int Pods, double? Bound);
