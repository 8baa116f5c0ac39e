using System.Numerics;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>
/// One instrument's quotes and trades. An efficient price walks with clustered volatility; the quote is laid around it on
/// the tick grid with a spread that returns to its mean; trades hit the bid or lift the ask in runs of the same side.
/// </summary>
internal sealed class InstrumentProcess
{
    // A side follows itself with 70 %: the sign autocorrelation at one trade's distance is 0.4.
    private const ulong SameSideBelow = (ulong)(0.7 * (1 << SideBits));
    private const int SideBits = 16;

    private const double SpreadReversion = 0.1;
    private const double SpreadNoise = 0.25;
    private const double WidestSpread = 8;          // Times the mean of the moment.
    private const double QuotedPerTraded = 20;      // The best level shows several trades' worth.
    private const int NoiseBits = 16;
    private const double NoiseUnit = 1.0 / (1 << (NoiseBits - 1));

    private readonly InstrumentId _id;
    private readonly long _tick;
    private readonly long _lot;
    private readonly long _maxLots;
    private readonly double _tradeScale;
    private readonly double _quoteScale;
    private readonly double _stepVolatility;
    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _meanSpread;
    private readonly VolatilityCascade _volatility;

    private double _mid;      // In ticks, not rounded.
    private double _spread;   // In ticks, not rounded.
    private long _bidTicks;
    private long _askTicks;
    private long _bidLots;
    private long _askLots;
    private long _trades;
    private Side _side;

    /// <param name="simulated">Validated.</param>
    /// <param name="requotesPerSecond">How often the quote will move, on average; volatility is spread over these steps.</param>
    /// <param name="random">Draws the first state.</param>
    public InstrumentProcess(SimulatedInstrument simulated, double requotesPerSecond, ref Xoshiro256StarStar random)
    {
        Instrument instrument = simulated.Instrument;
        _id = instrument.Id;
        _tick = instrument.TickSize.Raw;
        _lot = instrument.LotSize.Raw;
        _maxLots = simulated.MaxLots;
        _tradeScale = simulated.TypicalTradeLots;
        _quoteScale = simulated.TypicalTradeLots * QuotedPerTraded;
        _volatility = new VolatilityCascade(requotesPerSecond, ref random);

        // Binomial(64, 1/2) has a standard deviation of 4.
        _stepVolatility = simulated.VolatilityPerSqrtSecond / Math.Sqrt(requotesPerSecond) / 4.0;
        _mid = simulated.StartPrice.Raw / _tick;
        _lowest = Math.Max(_mid / 64.0, 8.0);
        _highest = _mid * 64.0;
        _meanSpread = simulated.MeanSpreadTicks;
        _spread = _meanSpread;
        _side = (random.Next() >> 63) != 0 ? Side.Buy : Side.Sell;
        LayQuote(random.Next());
    }

    /// <summary>Nothing has been quoted yet: an observer must see a quote before a trade at it.</summary>
    public bool IsSilent { get; private set; } = true;

    /// <summary>Moves the price and lays a new quote around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Requote(ref Xoshiro256StarStar random)
    {
        _volatility.Step(ref random);

        // The number of ones in 64 random bits is binomial: a normal variate to the eye, exact, and one instruction.
        double step = (BitOperations.PopCount(random.Next()) - 32) * _stepVolatility * _volatility.Current;
        _mid += _mid * step;
        if (_mid < _lowest || _mid > _highest) { Reflect(); }

        ulong bits = random.Next();
        double noise = ((long)(bits >> (64 - NoiseBits)) * NoiseUnit) - 1.0;
        double mean = _meanSpread * _volatility.Current;
        double spread = _spread + (SpreadReversion * (mean - _spread)) + (SpreadNoise * mean * noise);
        _spread = Math.Max(1.0, Math.Min(spread, WidestSpread * mean));
        LayQuote(bits);
    }

    public void WriteQuote(ref EngineEvent next)
    {
        IsSilent = false;
        next.Kind = EventKind.Quote;
        next.Instrument = _id;
        next.Quote.BidPrice = new Price(_bidTicks * _tick);
        next.Quote.BidQuantity = new Quantity(_bidLots * _lot);
        next.Quote.AskPrice = new Price(_askTicks * _tick);
        next.Quote.AskQuantity = new Quantity(_askLots * _lot);
    }

    /// <summary>A trade at the quote, never larger than it shows; what is taken is refilled. Uses the low 28 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTrade(ulong bits, ref EngineEvent next)
    {
        if ((bits & ((1 << SideBits) - 1)) >= SameSideBelow) { _side ^= Side.Buy ^ Side.Sell; }
        bool buys = _side == Side.Buy;
        long ticks = buys ? _askTicks : _bidTicks;
        long shown = buys ? _askLots : _bidLots;
        long lots = Math.Min(1 + (long)(_tradeScale * LomaxTable.Draw(bits >> SideBits)), shown);

        next.Kind = EventKind.Trade;
        next.Instrument = _id;
        next.Trade = default;   // Its padding too: a reused slot must not show through.
        next.Trade.Price = new Price(ticks * _tick);
        next.Trade.Quantity = new Quantity(lots * _lot);
        next.Trade.TradeId = ++_trades;
        next.Trade.Aggressor = _side;
    }

    private void LayQuote(ulong bits)
    {
        long spread = (long)(_spread + 0.5);
        long bid = (long)(_mid - (_spread * 0.5) + 0.5);
        _bidTicks = Math.Max(1, bid);
        _askTicks = _bidTicks + spread;
        _bidLots = Math.Min(1 + (long)(_quoteScale * LomaxTable.Draw(bits)), _maxLots);
        _askLots = Math.Min(1 + (long)(_quoteScale * LomaxTable.Draw(bits >> LomaxTable.Bits)), _maxLots);
    }

    // A walk that may wander for days in a benchmark must neither reach zero nor overflow.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reflect() => _mid = _mid < _lowest ? (2.0 * _lowest) - _mid : (2.0 * _highest) - _mid;
}
