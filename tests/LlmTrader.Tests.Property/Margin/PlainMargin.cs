using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Property.Accounts;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>Margin as one would write it down: from the plain account book, summed anew at every question, in integers of any size.</summary>
internal sealed class PlainMargin(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts, PlainAccountBook book)
{
    private readonly Dictionary<(AccountId, InstrumentId), BigInteger> _assigned = [];

    public BigInteger Assigned(AccountId account, Instrument instrument) => _assigned.GetValueOrDefault((account, instrument.Id));

    public BigInteger Maintenance(AccountId account, Instrument instrument)
    {
        PlainPosition position = book.Position(account, instrument);
        if (position.Quantity.IsZero) { return 0; }
        BigInteger value = BigInteger.Abs(book.Value(instrument, position));
        MarginTier tier = TierOf(instrument, value);
        return BigInteger.Max(0, Up(value * tier.MaintenanceRate) - tier.DeductionRaw);
    }

    public BigInteger Initial(AccountId account, Instrument instrument)
    {
        PlainPosition position = book.Position(account, instrument);
        if (position.Quantity.IsZero) { return 0; }
        BigInteger value = BigInteger.Abs(book.Value(instrument, position));
        return Up(value * Rate(account, instrument, value));
    }

    public BigInteger Unrealized(AccountId account, Instrument instrument)
    {
        PlainPosition position = book.Position(account, instrument);
        return book.Value(instrument, position) - (position.Quantity.Sign * position.Cost);
    }

    public BigInteger Free(AccountId account, Currency currency)
    {
        BigInteger free = book.Balance(account, currency).Cash;
        foreach (Instrument instrument in Perpetuals(currency))
        {
            free += IsIsolated(account) ? -Assigned(account, instrument) : Unrealized(account, instrument) - Initial(account, instrument);
        }

        return free;
    }

    public BigInteger Equity(AccountId account, Instrument instrument)
    {
        if (IsIsolated(account)) { return Assigned(account, instrument) + Unrealized(account, instrument); }
        return Perpetuals(instrument.Quote).Aggregate(book.Balance(account, instrument.Quote).Cash, (sum, other) => sum + Unrealized(account, other));
    }

    public bool IsExhausted(AccountId account, Instrument instrument)
    {
        Instrument[] backed = IsIsolated(account) ? [instrument] : [.. Perpetuals(instrument.Quote)];
        return backed.Any(other => !book.Position(account, other).Quantity.IsZero)
            && Equity(account, instrument) <= backed.Aggregate(BigInteger.Zero, (sum, other) => sum + Maintenance(account, other));
    }

    public void Fund(AccountId account, Instrument instrument, BigInteger received)
    {
        if (IsIsolated(account)) { _assigned[(account, instrument.Id)] = Assigned(account, instrument) + received; }
    }

    /// <summary>After the plain book has taken the fill in.</summary>
    public void Fill(Instrument instrument, in ExecutionReport fill, BigInteger quantityBefore)
    {
        if (!IsIsolated(fill.Account)) { return; }
        PlainPosition position = book.Position(fill.Account, instrument);
        BigInteger opened = BigInteger.Max(0, BigInteger.Abs(position.Quantity) - (position.Quantity.Sign == quantityBefore.Sign ? BigInteger.Abs(quantityBefore) : 0));
        BigInteger kept = Assigned(fill.Account, instrument);
        if (position.Quantity.Sign != quantityBefore.Sign) { kept = 0; }
        else if (BigInteger.Abs(position.Quantity) < BigInteger.Abs(quantityBefore))
        {
            kept -= PlainAccountBook.HalfEven(kept * fill.LastQuantity.Raw, BigInteger.Abs(quantityBefore));
        }

        BigInteger value = PlainAccountBook.Notional(instrument, fill.LastPrice.Raw, opened);
        _assigned[(fill.Account, instrument.Id)] = kept + Up(value * Rate(fill.Account, instrument, position.Cost));
    }

    private bool IsIsolated(AccountId account) => accounts[account.Value].MarginMode == MarginMode.Isolated;

    private IEnumerable<Instrument> Perpetuals(Currency currency) =>
        instruments.All.ToArray().Where(instrument => instrument.IsPerpetual && instrument.Quote == currency);

    private BigInteger Rate(AccountId account, Instrument instrument, BigInteger value)
    {
        int leverage = accounts[account.Value].LeverageOf(instrument.Id);
        return BigInteger.Max(TierOf(instrument, value).InitialRate, (100_000_000 + leverage - 1) / leverage);
    }

    private static MarginTier TierOf(Instrument instrument, BigInteger value) =>
        instrument.MarginTiers.FirstOrDefault(tier => value <= tier.NotionalCapRaw) ?? instrument.MarginTiers[^1];

    private static BigInteger Up(BigInteger product) => (product + 99_999_999) / 100_000_000;
}
