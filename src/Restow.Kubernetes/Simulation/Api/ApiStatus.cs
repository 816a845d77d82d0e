using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>Why a request was refused: metav1.Status.</summary>
/// <param name="Cause">Reason of a detail's cause: <c>DisruptionBudget</c>.</param>
internal sealed record ApiStatus(int Code, string Reason, string Message, ResourceType? Type = null, string Name = "", string? Cause = null)
{
    /// <summary>The cause's message, where it says more than the status does.</summary>
    public string? Explanation { get; init; }

    public static ApiStatus NotFound(ResourceType type, string name) => new(404, "NotFound", $"{type} \"{name}\" not found", type, name);

    public static ApiStatus Conflict(ResourceType type, string name, string problem) => new(409, "Conflict", $"Operation cannot be fulfilled on {type} \"{name}\": {problem}", type, name);

    public static ApiStatus Invalid(ResourceType type, string name, string problem) => new(422, "Invalid", $"{type.Kind}{(type.Group.Length > 0 ? "." + type.Group : "")} \"{name}\" is invalid: {problem}", type, name);

    public static ApiStatus BadRequest(string problem) => new(400, "BadRequest", problem);

    public static ApiStatus Expired(string problem) => new(410, "Expired", problem);

    public JsonObject ToJson()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = Code < 300 ? "Success" : "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["code"] = Code,
        };
        if (Type is not null)
        {
            var details = new JsonObject { ["name"] = Name, ["kind"] = Type.Plural };
            if (Type.Group.Length > 0)
                details["group"] = Type.Group;
            if (Cause is not null)
                details["causes"] = new JsonArray(new JsonObject { ["reason"] = Cause, ["message"] = Explanation ?? Message });
            status["details"] = details;
        }

        return status;
    }
}

/// <summary>What a request yields, or the status that refuses it.</summary>
internal readonly struct Answer<T>
    where T : class
{
    private readonly T? value;
    private readonly ApiStatus? refusal;

    private Answer(T? value, ApiStatus? refusal)
    {
        this.value = value;
        this.refusal = refusal;
    }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(ApiStatus refusal) => new(null, refusal);

    public bool TryGet([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out ApiStatus? status)
    {
        result = value;
        status = value is null ? refusal ?? new ApiStatus(500, "InternalError", "no answer was set") : null;
        return value is not null;
    }
}
