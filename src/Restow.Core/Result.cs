using System.Diagnostics.CodeAnalysis;

namespace Restow.Core;

/// <summary>The value of an operation that may fail in an expected way, or the <see cref="Restow.Core.Fault"/> that says why it did.</summary>
/// <typeparam name="T">What success yields.</typeparam>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? value;

    private Result(T? value, Fault? fault)
    {
        this.value = value;
        Fault = fault;
    }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsSuccess => Fault is null && value is not null;

    /// <summary>Why there is none.</summary>
    public Fault? Fault { get; }

    /// <summary>The value. Asking for it after a failure is misuse and throws <see cref="InvalidOperationException"/>.</summary>
    public T Value => IsSuccess ? value! : throw new InvalidOperationException($"The result has no value: {Fault}");

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Fault fault) => new(default, fault);

    /// <summary>The value, or the fault of this result, in one step.</summary>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Fault? fault)
    {
        result = value;
        fault = IsSuccess ? null : Fault ?? new Fault("internal", "", "the result was never set", "report this as a defect");
        return fault is null;
    }

    /// <summary>Applies <paramref name="next"/> to the value; a failure passes through.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next)
        where TNext : notnull =>
        TryGet(out T? result, out Fault? fault) ? next(result) : fault;
}
