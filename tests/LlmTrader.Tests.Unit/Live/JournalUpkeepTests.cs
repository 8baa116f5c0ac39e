using System.Diagnostics;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using Serilog;

namespace LlmTrader.Tests.Unit.Live;

public sealed class JournalUpkeepTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<string> _started = [];

    [Fact]
    public void A_snapshot_comes_by_events_or_by_time_and_never_without_events()
    {
        using JournalUpkeep upkeep = Upkeep(new UpkeepOptions { SnapshotEvents = 100, SnapshotAge = TimeSpan.FromMinutes(10), RetainDays = null });
        upkeep.Begin(1000, Start);
        Look(upkeep, 1099, 0);
        Look(upkeep, 1000, 3600);
        Assert.Empty(_started);
        Look(upkeep, 1100, 1);
        Assert.Equal(["journal snapshot J"], _started);
        Look(upkeep, 1199, 300);
        Assert.Single(_started);
        Look(upkeep, 1101, 601);
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public void Old_segments_go_once_a_day()
    {
        using JournalUpkeep upkeep = Upkeep(new UpkeepOptions { SnapshotEvents = 0, RetainDays = 30 });
        upkeep.Begin(0, Start);
        Look(upkeep, 5, 3600 * 23);
        Assert.Empty(_started);
        Look(upkeep, 6, 3600 * 24);
        Look(upkeep, 7, 3600 * 25);
        Assert.Equal(["journal prune J --older-than 30d"], _started);
    }

    private JournalUpkeep Upkeep(UpkeepOptions options) => new("J", options, new LoggerConfiguration().CreateLogger(), arguments =>
    {
        _started.Add(string.Join(' ', arguments));
        Process process = Process.Start(new ProcessStartInfo("true") { RedirectStandardError = true })!;
        process.WaitForExit();
        return process;
    });

    private static void Look(JournalUpkeep upkeep, long events, int seconds) => upkeep.Look(events, Start.AddSeconds(seconds));
}
