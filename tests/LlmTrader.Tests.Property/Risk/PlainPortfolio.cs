using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Risk;

/// <summary>
/// One holder as one would write it down: cash, positions and a list of open orders, and every sum added up anew from them. It
/// shares no code with the rules.
/// </summary>
internal sealed class PlainPortfolio(InstrumentTable instruments, BigInteger cash, BigInteger[] prices)
{
    private readonly BigInteger[] _tradeCash = new BigInteger[instruments.Count];
    private BigInteger _cash = cash;
    private BigInteger _peak = cash;
    private BigInteger _dayStart = cash;

    public BigInteger[] Positions { get; } = new BigInteger[instruments.Count];

    public List<(OrderCommand Order, BigInteger Leaves)> Open { get; } = [];

    public long LossesInARow { get; private set; }

    public BigInteger Equity => _cash + Enumerable.Range(0, instruments.Count).Aggregate(BigInteger.Zero, (sum, i) => sum + Value(i, Positions[i]));

    public BigInteger DailyLoss => BigInteger.Max(0, _dayStart - Equity);

    public BigInteger Drawdown => Ratio(_peak - Equity, _peak);

    public void Mark() => _peak = BigInteger.Max(_peak, Equity);

    public void BeginDay() => _dayStart = Equity;

    public void Flow(BigInteger amount)
    {
        BigInteger before = Equity;
        _cash += amount;
        _peak = before > 0 && Equity > 0 ? Accounts.PlainAccountBook.HalfEven(_peak * Equity, before) : Equity;
        _dayStart += amount;
    }

    public void Fill(int instrument, Side side, BigInteger quantity, BigInteger price, BigInteger fee)
    {
        BigInteger before = Positions[instrument];
        BigInteger change = side == Side.Buy ? quantity : -quantity;
        BigInteger notional = Notional(instrument, price, quantity);
        BigInteger moved = (side == Side.Buy ? -notional : notional) - fee;
        _cash += moved;
        Positions[instrument] += change;
        bool isThroughZero = before.Sign * Positions[instrument].Sign < 0;
        BigInteger opened = isThroughZero ? notional - Notional(instrument, price, BigInteger.Abs(before)) : 0;
        BigInteger rest = side == Side.Buy ? -opened : opened;
        _tradeCash[instrument] += moved - rest;
        if (Positions[instrument].IsZero || isThroughZero)
        {
            if (_tradeCash[instrument] < 0) { LossesInARow++; } else if (_tradeCash[instrument] > 0) { LossesInARow = 0; }
            _tradeCash[instrument] = rest;
        }

        Mark();
    }

    /// <summary>Gross, up and down of all instruments, with an order more.</summary>
    public (BigInteger Gross, BigInteger Net, BigInteger Own) With(OrderCommand order)
    {
        BigInteger gross = 0, up = 0, down = 0, own = 0;
        for (int i = 0; i < instruments.Count; i++)
        {
            BigInteger high = Value(i, Positions[i] + Working(i, Side.Buy, order));
            BigInteger low = Value(i, Positions[i] - Working(i, Side.Sell, order));
            BigInteger worse = BigInteger.Max(BigInteger.Abs(high), BigInteger.Abs(low));
            (gross, up, down) = (gross + worse, up + high, down + low);
            if (i == order.Instrument.Value) { own = worse; }
        }

        return (gross, BigInteger.Max(0, BigInteger.Max(up, -down)), own);
    }

    public static BigInteger Ratio(BigInteger part, BigInteger whole)
    {
        if (part <= 0) { return 0; }
        return whole <= 0 ? long.MaxValue : BigInteger.Min(long.MaxValue, ((part * 10_000) + whole - 1) / whole);
    }

    private BigInteger Working(int instrument, Side side, OrderCommand more) =>
        Open.Where(open => open.Order.Instrument.Value == instrument && open.Order.Side == side).Aggregate(BigInteger.Zero, (sum, open) => sum + open.Leaves)
        + (more.Instrument.Value == instrument && more.Side == side ? more.Quantity.Raw : 0);

    private BigInteger Value(int instrument, BigInteger quantity) => quantity.Sign * Notional(instrument, prices[instrument], BigInteger.Abs(quantity));

    private BigInteger Notional(int instrument, BigInteger price, BigInteger quantity) =>
        PlainRisk.HalfEvenNotional(instruments[new InstrumentId(instrument)], price, quantity);
}
