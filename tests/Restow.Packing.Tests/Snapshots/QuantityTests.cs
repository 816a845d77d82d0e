using CsCheck;

using k8s.Models;

using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

public class QuantityTests
{
    private static readonly string[] Suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "e3", "E2", "e-2"];

    [Theory]
    [InlineData("100m", 100)]
    [InlineData("1", 1000)]
    [InlineData("0.5", 500)]
    [InlineData(".5", 500)]
    [InlineData("5.", 5000)]
    [InlineData("1e3", 1_000_000)]
    [InlineData("1E3", 1_000_000)]
    [InlineData("1e-3", 1)]
    [InlineData("1.5k", 1_500_000)]
    [InlineData("+2", 2000)]
    [InlineData("-250m", -250)]
    [InlineData("1u", 1)]
    [InlineData("1n", 1)]
    [InlineData("1500u", 2)]
    [InlineData("-1500u", -2)]
    [InlineData("0", 0)]
    [InlineData("0m", 0)]
    [InlineData("1Ki", 1_024_000)]
    [InlineData("1e-400", 1)]
    [InlineData("0e99999999999999999999", 0)]
    public void TryParseMilli_EveryForm_RoundsAwayFromZero(string text, long milli)
    {
        Assert.True(Quantity.TryParseMilli(text, out long actual));
        Assert.Equal(milli, actual);
    }

    [Theory]
    [InlineData("128974848", 128974848)]
    [InlineData("129e6", 129_000_000)]
    [InlineData("123Mi", 123L << 20)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("0.1Ki", 103)]
    [InlineData("100m", 1)]
    [InlineData("1Ti", 1L << 40)]
    [InlineData("2Pi", 2L << 50)]
    [InlineData("1Ei", 1L << 60)]
    [InlineData("1P", 1_000_000_000_000_000)]
    [InlineData("9E", 9_000_000_000_000_000_000)]
    [InlineData("000000000000000000000000000001", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("12E", long.MaxValue)]
    [InlineData("-12E", -long.MaxValue)]
    [InlineData("8Ei", long.MaxValue)]
    [InlineData("1e999999999999", long.MaxValue)]
    [InlineData("0.00000000000000000001", 1)]
    public void TryParseUnits_EveryForm_RoundsUpAndSaturates(string text, long units)
    {
        Assert.True(Quantity.TryParseUnits(text, out long actual));
        Assert.Equal(units, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("+")]
    [InlineData("m")]
    [InlineData("1.2.3")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1mi")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("١")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(Quantity.TryParseUnits(text, out _));

    [Fact]
    public void TryParse_AnyQuantity_AgreesWithTheOfficialClient()
    {
        Gen<string> suffix = Gen.Int[0, 15].Select(i => Suffixes[i]);
        Gen<string> number = Gen.Select(Gen.Bool, Gen.Int[0, 99_999], Gen.Int[0, 999], Gen.Bool, (negative, whole, part, hasPart) =>
            $"{(negative ? "-" : "")}{whole}{(hasPart ? $".{part:000}" : "")}");
        Gen.Select(number, suffix).Sample((digits, unit) =>
        {
            string text = digits + unit;
            decimal exact = new ResourceQuantity(text).ToDecimal();
            Assert.True(Quantity.TryParseUnits(text, out long units), text);
            Assert.Equal(Math.Clamp(AwayFromZero(exact), -long.MaxValue, long.MaxValue), units);
            if (Math.Abs(exact) < long.MaxValue / 1000)
            {
                Assert.True(Quantity.TryParseMilli(text, out long milli), text);
                Assert.Equal(AwayFromZero(exact * 1000), milli);
            }
        });
    }

    [Fact]
    public void TryParse_AnyText_DoesNotThrow() =>
        Gen.String[Gen.Char["0123456789.+-eEinumkKMGTP "], 0, 40].Sample(text => Quantity.TryParseMilli(text, out _) | true);

    private static decimal AwayFromZero(decimal value) => value < 0 ? Math.Floor(value) : Math.Ceiling(value);
}
