namespace Restow.Rescheduling.Objectives;

/// <summary>Hosts without virtual machines, which can be powered off.</summary>
public sealed record EmptyHosts : FleetObjective
{
    public override string Unit => "empty hosts";

    public override long EmptyHostValue => 1;
}
