using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What was traded in the 30 UTC days before a day, in a ring of day buckets.</summary>
internal sealed class TradedVolume : ISnapshotState
{
    /// <summary>Days that count; the present one does not.</summary>
    public const int Days = 30;

    private readonly Int128[] _buckets = new Int128[Days + 1];   // The present day and those before it.
    private Int128 _before;
    private long _today = long.MinValue;

    /// <summary>Times that go back count as the latest day.</summary>
    public void Add(long notionalRaw, Timestamp time)
    {
        MoveTo(time);
        _buckets[PlaceOf(_today)] += notionalRaw;
    }

    /// <summary>Traded in the 30 days before the day of this time, or before the latest day.</summary>
    public Int128 Before(Timestamp time)
    {
        MoveTo(time);
        return _before;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_buckets.AsSpan());
        transfer.Value(ref _before);
        transfer.Value(ref _today);
    }

    private void MoveTo(Timestamp time)
    {
        long day = time.PeriodOf(Duration.OneDay);
        if (_today == long.MinValue || day > _today + Days)
        {
            Array.Clear(_buckets);   // Nothing that was counted is in the window any more.
            _before = 0;
            _today = day;
            return;
        }

        while (_today < day)
        {
            _before += _buckets[PlaceOf(_today)];
            _today++;
            _before -= _buckets[PlaceOf(_today)];   // The day that leaves the window had the place of the one that begins.
            _buckets[PlaceOf(_today)] = 0;
        }
    }

    private static int PlaceOf(long day) => (int)(((day % (Days + 1)) + Days + 1) % (Days + 1));
}
