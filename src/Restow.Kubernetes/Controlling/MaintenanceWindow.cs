using System.Globalization;

namespace Restow.Kubernetes.Controlling;

/// <summary>A time of the week, in UTC: <c>22:00-06:00</c>, <c>Sat-Sun 00:00-24:00</c>, <c>Mon 01:30-04:00</c>. One that ends before it starts runs into the next day.</summary>
/// <param name="First">The first weekday on which it starts.</param>
/// <param name="Last">The last one; before <paramref name="First"/> it runs over the week's end.</param>
public sealed record MaintenanceWindow(DayOfWeek First, DayOfWeek Last, TimeSpan Start, TimeSpan End)
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public bool Contains(DateTimeOffset moment)
    {
        DateTimeOffset utc = moment.ToUniversalTime();
        if (Start < End)
            return IsOn(utc.DayOfWeek) && utc.TimeOfDay >= Start && utc.TimeOfDay < End;
        DayOfWeek yesterday = utc.AddDays(-1).DayOfWeek;
        return (IsOn(utc.DayOfWeek) && utc.TimeOfDay >= Start) || (IsOn(yesterday) && utc.TimeOfDay < End);
    }

    public static bool TryParse(string text, out MaintenanceWindow window)
    {
        ArgumentNullException.ThrowIfNull(text);
        window = new MaintenanceWindow(DayOfWeek.Sunday, DayOfWeek.Saturday, TimeSpan.Zero, TimeSpan.FromDays(1));
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return false;
        if (parts.Length == 2)
        {
            string[] days = parts[0].Split('-');
            int first = DayOf(days[0]);
            int last = DayOf(days[^1]);
            if (days.Length > 2 || first < 0 || last < 0)
                return false;
            window = window with { First = (DayOfWeek)first, Last = (DayOfWeek)last };
        }

        string[] times = parts[^1].Split('-');
        if (times.Length != 2 || !TryTime(times[0], out TimeSpan start) || !TryTime(times[1], out TimeSpan end) || start == end || start == TimeSpan.FromDays(1))
            return false;
        window = window with { Start = start, End = end };
        return true;
    }

    public override string ToString() => $"{Days[(int)First]}-{Days[(int)Last]} {Clock(Start)}-{Clock(End)}";

    private static string Clock(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";

    private static int DayOf(string name) => Array.FindIndex(Days, day => day.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = TimeSpan.FromDays(1);
        return text == "24:00" || TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out time);
    }

    private bool IsOn(DayOfWeek day) => First <= Last ? day >= First && day <= Last : day >= First || day <= Last;
}
