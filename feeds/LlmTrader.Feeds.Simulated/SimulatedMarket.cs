using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>
/// A seeded market of several instruments for demos, tests and benchmarks. A seed gives the same events everywhere: all
/// arithmetic is in integers, or in doubles with + - * / and square root, which IEEE 754 defines to the last bit.
/// Reading allocates nothing. One thread.
/// </summary>
public sealed class SimulatedMarket : IMarketDataSource
{
    private const int KindBits = 16;
    private const int KindFull = 1 << KindBits;

    private readonly InstrumentProcess[] _processes;
    private readonly AliasTable _arrivals;
    private readonly double _meanGapNanoseconds;
    private readonly ulong _quoteBelow;
    private readonly bool _quotesAreSeen;
    private readonly long _latency;
    private readonly long _end;
    private Xoshiro256StarStar _random;
    private double _fraction;   // Of a nanosecond, carried on so that fast markets keep their rate.
    private long _time;
    private long _remaining;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option when one can't be used.</summary>
    public SimulatedMarket(SimulatedMarketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _random = new Xoshiro256StarStar(options.Seed);
        _quotesAreSeen = options.QuoteShare > 0;
        _quoteBelow = (ulong)(options.QuoteShare * KindFull);
        _latency = options.FeedLatency.Nanoseconds;
        _time = options.Start.Nanoseconds;
        _end = options.Length is { } length ? (options.Start + length).Nanoseconds : long.MaxValue;
        _remaining = options.EventLimit ?? long.MaxValue;

        // The merged arrivals of independent Poisson processes are one Poisson process whose events fall to each of them
        // in proportion to its rate: one clock and one draw instead of a queue of next times.
        double[] rates = new double[options.Instruments.Count];
        double total = 0;
        _processes = new InstrumentProcess[rates.Length];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = options.Instruments[i].EventsPerSecond;
            total += rates[i];
            double requotes = rates[i] * (_quotesAreSeen ? options.QuoteShare : 1.0);
            _processes[i] = new InstrumentProcess(options.Instruments[i], requotes, ref _random);
        }

        _arrivals = new AliasTable(rates);
        _meanGapNanoseconds = 1e9 / total;
    }

    /// <summary>Three coins and a share against USDT, with the tick sizes, lots and fees that real venues use.</summary>
    public static IReadOnlyList<SimulatedInstrument> DemoInstruments() => DemoMarket.Instruments();

    public bool TryRead(ref EngineEvent next)
    {
        ulong bits = _random.Next();
        _fraction += _meanGapNanoseconds * ExponentialTable.Draw(bits, ref _random);
        long gap = (long)_fraction;
        _fraction -= gap;
        _time += gap;
        if (_remaining <= 0 || _time >= _end) { return Ended(); }

        _remaining--;
        InstrumentProcess process = _processes[_arrivals.Draw((uint)(bits >> 32))];
        bits = _random.Next();
        if (!_quotesAreSeen)
        {
            process.Requote(ref _random);
            process.WriteTrade(bits, ref next);
        }
        else if (bits >> (64 - KindBits) < _quoteBelow || process.IsSilent)
        {
            process.Requote(ref _random);
            process.WriteQuote(ref next);
        }
        else
        {
            process.WriteTrade(bits, ref next);
        }

        next.ExchangeTime = new Timestamp(_time);
        next.Time = new Timestamp(_time + _latency);
        return true;
    }

    public void Dispose()
    {
        // Nothing is held; the port asks for it because files are.
    }

    private bool Ended()
    {
        _remaining = 0;
        return false;
    }
}
