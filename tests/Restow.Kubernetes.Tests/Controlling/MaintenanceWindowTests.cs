using CsCheck;
using Restow.Kubernetes.Controlling;

namespace Restow.Kubernetes.Tests.Controlling;

public class MaintenanceWindowTests
{
    [Theory]
    [InlineData("22:00-06:00", "2026-01-05T23:00Z", true)]
    [InlineData("22:00-06:00", "2026-01-05T05:59Z", true)]
    [InlineData("22:00-06:00", "2026-01-05T06:00Z", false)]
    [InlineData("Mon 22:00-06:00", "2026-01-06T05:00Z", true)]
    [InlineData("Mon 22:00-06:00", "2026-01-05T05:00Z", false)]
    [InlineData("Sat-Sun 00:00-24:00", "2026-01-04T12:00Z", true)]
    [InlineData("Sat-Sun 00:00-24:00", "2026-01-05T00:00Z", false)]
    [InlineData("Fri-Mon 08:00-09:00", "2026-01-04T08:30Z", true)]
    [InlineData("mon-fri 08:00-09:00", "2026-01-05T09:30+01:00", true)]
    public void Contains_AMoment_IsByTheClockOfUtc(string text, string moment, bool expected)
    {
        Assert.True(MaintenanceWindow.TryParse(text, out MaintenanceWindow window));
        Assert.Equal(expected, window.Contains(DateTimeOffset.Parse(moment)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("22:00")]
    [InlineData("22:00-25:00")]
    [InlineData("22:00-22:00")]
    [InlineData("24:00-01:00")]
    [InlineData("Mon-Tue-Wed 01:00-02:00")]
    [InlineData("Someday 01:00-02:00")]
    public void TryParse_WhatIsNoWindow_IsRefused(string text) => Assert.False(MaintenanceWindow.TryParse(text, out _));

    [Fact]
    public void TryParse_WhatItWrote_IsTheSame() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 1439], Gen.Int[1, 1440]).Where(w => w.Item3 != w.Item4).Sample((first, last, start, end) =>
        {
            var window = new MaintenanceWindow((DayOfWeek)first, (DayOfWeek)last, TimeSpan.FromMinutes(start), TimeSpan.FromMinutes(end));
            return MaintenanceWindow.TryParse(window.ToString(), out MaintenanceWindow read) && read == window;
        });

    [Fact]
    public void TryParse_AnyText_DoesNotThrow() => Gen.String.Sample(text => MaintenanceWindow.TryParse(text, out _) || true);
}
