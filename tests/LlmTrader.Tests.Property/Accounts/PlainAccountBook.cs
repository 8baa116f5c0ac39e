using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Accounts;

internal sealed class PlainPosition
{
    public BigInteger Quantity { get; set; }

    public BigInteger Cost { get; set; }

    public BigInteger Realized { get; set; }

    public BigInteger Fees { get; set; }
}

internal sealed class PlainBalance
{
    public BigInteger Cash { get; set; }

    public BigInteger Peak { get; set; }

    public BigInteger MaxDrawdown { get; set; }

    public BigInteger Flows { get; set; }

    public BigInteger Funding { get; set; }
}

/// <summary>
/// Accounts as one would write them down: integers of any size, dictionaries, and equity summed anew from all positions
/// after every step. It shares no code with the book, not even the notional or the rounding.
/// </summary>
internal sealed class PlainAccountBook
{
    private readonly InstrumentTable _instruments;
    private readonly Dictionary<(AccountId, InstrumentId), PlainPosition> _positions = [];
    private readonly Dictionary<(AccountId, Currency), PlainBalance> _balances = [];
    private readonly Dictionary<InstrumentId, BigInteger> _last = [];
    private readonly HashSet<InstrumentId> _marked = [];

    public PlainAccountBook(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        _instruments = instruments;
        foreach (AccountOptions account in accounts)
        {
            foreach (Money cash in account.InitialCash) { _balances[(account.Id, cash.Currency)] = new PlainBalance { Cash = cash.Raw, Peak = cash.Raw }; }
        }
    }

    public PlainPosition Position(AccountId account, Instrument instrument)
    {
        if (!_positions.TryGetValue((account, instrument.Id), out PlainPosition? position)) { _positions[(account, instrument.Id)] = position = new(); }
        return position;
    }

    public PlainBalance Balance(AccountId account, Currency currency)
    {
        if (!_balances.TryGetValue((account, currency), out PlainBalance? balance)) { _balances[(account, currency)] = balance = new(); }
        return balance;
    }

    public BigInteger Equity(AccountId account, Currency currency)
    {
        BigInteger equity = Balance(account, currency).Cash;
        foreach (Instrument instrument in _instruments.All)
        {
            if (instrument.Quote != currency) { continue; }
            PlainPosition position = Position(account, instrument);
            equity += Value(instrument, position) - (instrument.IsPerpetual ? position.Quantity.Sign * position.Cost : 0);
        }

        return equity;
    }

    public BigInteger Value(Instrument instrument, PlainPosition position) => _last.TryGetValue(instrument.Id, out BigInteger last)
        ? Notional(instrument, last, position.Quantity)
        : position.Quantity.Sign * position.Cost;

    public void Flow(AccountId account, Money amount)
    {
        PlainBalance balance = Balance(account, amount.Currency);
        BigInteger before = Equity(account, amount.Currency);
        BigInteger after = before + amount.Raw;
        balance.Cash += amount.Raw;
        balance.Flows += amount.Raw;
        balance.Peak = before > 0 && after > 0 ? BigInteger.Min(HalfEven(balance.Peak * after, before), BigInteger.Max(after, long.MaxValue / 2)) : after;
        Track(account, amount.Currency);
    }

    /// <summary>What the account received.</summary>
    public BigInteger Fund(AccountId account, Instrument instrument, BigInteger mark, BigInteger rate)
    {
        if (!instrument.IsPerpetual || Position(account, instrument).Quantity.IsZero) { return 0; }
        BigInteger amount = -HalfEven(Notional(instrument, mark, Position(account, instrument).Quantity) * rate, BigInteger.Pow(10, 8));
        PlainBalance balance = Balance(account, instrument.Quote);
        balance.Cash += amount;
        balance.Funding += amount;
        Track(account, instrument.Quote);
        return amount;
    }

    public void MarkPrice(Instrument instrument, Price mark)
    {
        if (!instrument.IsPerpetual) { return; }
        _marked.Remove(instrument.Id);
        Mark(instrument, mark);
        _marked.Add(instrument.Id);
    }

    public void Mark(Instrument instrument, Price last)
    {
        if (_marked.Contains(instrument.Id)) { return; }
        _last[instrument.Id] = last.Raw;
        foreach ((AccountId account, InstrumentId id) in _positions.Keys.ToList())
        {
            if (id == instrument.Id) { Track(account, instrument.Quote); }
        }
    }

    public void Fill(Instrument instrument, in ExecutionReport fill)
    {
        PlainPosition position = Position(fill.Account, instrument);
        BigInteger price = fill.LastPrice.Raw;
        BigInteger quantity = fill.LastQuantity.Raw;
        BigInteger notional = Notional(instrument, price, quantity);
        int sign = fill.Side == Side.Buy ? 1 : -1;

        BigInteger realizedBefore = position.Realized;
        BigInteger closed = position.Quantity.Sign == -sign ? BigInteger.Min(quantity, BigInteger.Abs(position.Quantity)) : 0;
        if (closed > 0)
        {
            BigInteger paid = closed == quantity ? notional : Notional(instrument, price, closed);
            BigInteger cost = HalfEven(position.Cost * closed, BigInteger.Abs(position.Quantity));
            position.Realized += sign * (cost - paid);
            position.Cost += (closed == quantity ? 0 : notional - paid) - cost;
        }
        else { position.Cost += notional; }

        position.Quantity += sign * quantity;
        Balance(fill.Account, instrument.Quote).Cash += instrument.IsPerpetual ? position.Realized - realizedBefore : -sign * notional;
        Balance(fill.Account, fill.FeeCurrency).Cash -= fill.FeeRaw;
        if (fill.FeeCurrency == instrument.Quote) { position.Fees += fill.FeeRaw; }
        Track(fill.Account, instrument.Quote);
        Track(fill.Account, fill.FeeCurrency);
    }

    private void Track(AccountId account, Currency currency)
    {
        PlainBalance balance = Balance(account, currency);
        BigInteger equity = Equity(account, currency);
        balance.Peak = BigInteger.Max(balance.Peak, equity);
        balance.MaxDrawdown = BigInteger.Max(balance.MaxDrawdown, balance.Peak - equity);
    }

    public static BigInteger Notional(Instrument instrument, BigInteger price, BigInteger quantity) =>
        HalfEven(price * quantity * BigInteger.Pow(10, 8), BigInteger.Pow(10, instrument.PriceScale + instrument.QuantityScale));

    public static BigInteger HalfEven(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(BigInteger.Abs(numerator), denominator, out BigInteger rest);
        int half = (rest * 2).CompareTo(denominator);
        if (half > 0 || (half == 0 && !quotient.IsEven)) { quotient++; }
        return numerator.Sign * quotient;
    }
}
