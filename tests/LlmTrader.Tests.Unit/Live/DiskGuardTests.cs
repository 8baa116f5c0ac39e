using LlmTrader.Tools.Hosting.Live.Upkeep;
using Serilog;

namespace LlmTrader.Tests.Unit.Live;

public sealed class DiskGuardTests
{
    private readonly List<bool> _asked = [];
    private double _used;
    private bool _canAsk = true;

    [Fact]
    public void Entries_stop_above_the_limit_and_pass_again_well_below_it()
    {
        DiskGuard guard = Guard();
        Look(guard, 91.9);
        Assert.Empty(_asked);
        Look(guard, 92);
        Look(guard, 99);
        Assert.Equal([true], _asked);
        Look(guard, 90.5);   // Below where they stopped, but not far enough.
        Assert.True(guard.HasStoppedEntries);
        Look(guard, 89.9);
        Assert.Equal([true, false], _asked);
        Assert.False(guard.HasStoppedEntries);
    }

    [Fact]
    public void Too_little_room_for_the_next_segments_stops_entries_whatever_the_percentage()
    {
        long free = 100;
        DiskGuard guard = new(new DiskLimits { LeastFreeBytes = 100 }, () => new DiskUse(50, free), Ask, new LoggerConfiguration().CreateLogger());
        guard.Look();
        Assert.Empty(_asked);
        free = 99;
        guard.Look();
        Assert.True(guard.HasStoppedEntries);
        free = 100;
        guard.Look();
        Assert.Equal([true, false], _asked);
    }

    [Fact]
    public void What_could_not_be_asked_is_asked_again()
    {
        DiskGuard guard = Guard();
        _canAsk = false;
        Look(guard, 95);
        Assert.False(guard.HasStoppedEntries);
        _canAsk = true;
        Look(guard, 95);
        Assert.True(guard.HasStoppedEntries);
        Assert.Equal([true, true], _asked);
    }

    [Fact]
    public void A_real_disk_has_a_use()
    {
        DiskUse use = DiskUse.Of(Path.GetTempPath());
        Assert.InRange(use.UsedPercent, 0, 100);
        Assert.True(use.FreeBytes > 0);
    }

    private DiskGuard Guard() => new(new DiskLimits(), () => new DiskUse(_used, 1 << 30), Ask, new LoggerConfiguration().CreateLogger());

    private bool Ask(bool stop)
    {
        _asked.Add(stop);
        return _canAsk;
    }

    private void Look(DiskGuard guard, double used)
    {
        _used = used;
        guard.Look();
    }
}
