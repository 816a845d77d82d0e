using Restow.Core;

namespace Restow.Rescheduling.Search;

/// <summary>The methods by name.</summary>
internal static class Methods
{
    public static Result<IReschedulingMethod> Of(ReschedulingOptions options) => options.Method switch
    {
        ReschedulingMethod.Exact => new Patterns.ExactSearch(),
        ReschedulingMethod.Policy => Learning.PolicySearch.Create(options).Then<IReschedulingMethod>(search => search),
        _ => new Fault("options", "method", $"{options.Method} is not available", "choose another method"),
    };
}
