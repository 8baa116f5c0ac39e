using System.Diagnostics;
using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// Fetches the snapshots that books wait for: one request at a time, each book's next one later than the last if that did not help,
/// within the venue's rate limits.
/// </summary>
internal sealed class BookSnapshots : IDisposable
{
    private readonly BinanceFeedOptions _options;
    private readonly BinanceRest _rest;
    private readonly MarketStreams _streams;
    private readonly FeedCounters _counters;
    private readonly Lock _gate;
    private readonly Action<string> _problem;
    private readonly Backoff _backoff;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Wish[] _wishes;
    private BinanceParser? _parser;

    /// <param name="options">Of the feed.</param>
    /// <param name="rest">Sends the requests.</param>
    /// <param name="streams">Gets the snapshots, behind the gate.</param>
    /// <param name="counters">Of the feed.</param>
    /// <param name="gate">Whoever touches the streams or a wish holds it.</param>
    /// <param name="problem">Hears what failed.</param>
    public BookSnapshots(BinanceFeedOptions options, BinanceRest rest, MarketStreams streams, FeedCounters counters, Lock gate, Action<string> problem)
    {
        (_options, _rest, _streams, _counters, _gate, _problem) = (options, rest, streams, counters, gate, problem);
        _backoff = new Backoff(options.FirstRetry, options.LongestRetry, ~options.Seed);
        _wishes = new Wish[options.Instruments.Count];
    }

    private struct Wish
    {
        public bool IsWanted;
        public long DueTicks;
        public int Failures;
        public long AskedTicks;
    }

    /// <summary>A book needs a snapshot. Called behind the gate; asking again changes nothing.</summary>
    public void Want(int index)
    {
        ref Wish wish = ref _wishes[index];
        if (wish.IsWanted) { return; }
        if (wish.AskedTicks == 0 || Stopwatch.GetElapsedTime(wish.AskedTicks) >= _options.StableAfter) { wish.Failures = 0; }
        wish.IsWanted = true;
        wish.DueTicks = wish.Failures == 0 ? 0 : After(_backoff.Of(wish.Failures - 1));
        _signal.Release();
    }

    /// <summary>A connection is open: the books whose changes are slow to come are asked for without them. Called behind the gate.</summary>
    public void WantAll()
    {
        for (int i = 0; i < _wishes.Length; i++)
        {
            if (_streams.Instruments[i].Depth.IsSynchronised) { continue; }
            Want(i);
            _wishes[i].DueTicks = Math.Max(_wishes[i].DueTicks, After(_options.SnapshotAfter));
        }
    }

    /// <summary>Runs until told to stop.</summary>
    public async Task RunAsync(Func<bool> isConnected, CancellationToken stop)
    {
        while (true)
        {
            (int index, int generation, TimeSpan wait) = Choose(isConnected());
            if (index < 0) { await _signal.WaitAsync(wait, stop).ConfigureAwait(false); continue; }

            Instrument instrument = _options.Instruments[index];
            string path = string.Create(CultureInfo.InvariantCulture, $"api/v3/depth?symbol={instrument.Symbol.ToUpperInvariant()}&limit={_options.SnapshotLevels}");
            _counters.Resyncs++;
            RestAnswer answer = await _rest.GetAsync(path, BinanceRest.SnapshotWeight(_options.SnapshotLevels), stop).ConfigureAwait(false);
            Volatile.Write(ref _counters.RateLimited, _rest.Refusals);
            if (!answer.IsSuccess) { _problem(answer.Problem!); }
            Settle(index, answer.IsSuccess && TryPass(index, generation, instrument, answer.Body.Span));
        }
    }

    public void Dispose() => _signal.Dispose();

    private (int Index, int Generation, TimeSpan Wait) Choose(bool isConnected)
    {
        long now = Stopwatch.GetTimestamp();
        long earliest = long.MaxValue;
        lock (_gate)
        {
            for (int i = 0; isConnected && i < _wishes.Length; i++)
            {
                if (!_wishes[i].IsWanted) { continue; }
                bool isWaited = _streams.Instruments[i].Depth.KeptCount > 0 && _wishes[i].Failures == 0;   // What the venue's rule asks for first is there.
                if (isWaited || _wishes[i].DueTicks <= now)
                {
                    _wishes[i].AskedTicks = now;
                    return (i, _streams.Instruments[i].Generation, default);
                }

                earliest = Math.Min(earliest, _wishes[i].DueTicks);
            }
        }

        TimeSpan wait = earliest == long.MaxValue ? _options.WatchInterval : Stopwatch.GetElapsedTime(now, earliest);
        return (-1, 0, wait < _options.WatchInterval ? wait : _options.WatchInterval);
    }

    private bool TryPass(int index, int generation, Instrument instrument, ReadOnlySpan<byte> body)
    {
        _parser ??= new BinanceParser(0, 0, _options.SnapshotLevels);
        _parser.UseScales(instrument.PriceScale, instrument.QuantityScale);
        BinanceFault fault = _parser.Parse(body);
        if (fault != BinanceFault.None || _parser.Message.Kind != BinanceMessageKind.DepthSnapshot)
        {
            _problem($"{instrument.Symbol}: a snapshot can't be read: {fault}{(_parser.FaultField is { } field ? $" in '{field}'" : "")}");
            return false;
        }

        lock (_gate) { return _streams.Instruments[index].Generation == generation && _streams.TakeSnapshot(index, _parser.Message.Depth, FeedClock.Now); }
    }

    private void Settle(int index, bool isSynchronised)
    {
        lock (_gate)
        {
            ref Wish wish = ref _wishes[index];
            wish.Failures++;
            wish.IsWanted = !(isSynchronised && _streams.Instruments[index].Depth.IsSynchronised);
            wish.DueTicks = After(_backoff.Of(wish.Failures - 1));
        }
    }

    private static long After(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
