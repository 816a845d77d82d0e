using Restow.Rescheduling.Model;

namespace Restow.Training.Data;

/// <summary>Small fleets to learn from, each of which can be solved exactly at once.</summary>
internal interface IClusters
{
    /// <summary>What the fleets are, so that what is kept about some is not taken for others.</summary>
    string Name { get; }

    /// <summary>One of them, and the migrations that it may take; the same index gives the same.</summary>
    (Fleet Fleet, int Migrations) Of(int index);
}
