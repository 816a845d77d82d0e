using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.State;

namespace Restow.Kubernetes.Execution;

/// <summary>What the executor works with.</summary>
internal sealed record ExecutionTools(
    ClusterCache Cache,
    ReservationLedger Ledger,
    ApiAvailability Availability,
    EvictionGate Gate,
    Preflight Preflight,
    Evictor Evictor,
    PodHints Hints,
    EventRecorder Events,
    AuditLog Audit,
    ControlMetrics Metrics);
