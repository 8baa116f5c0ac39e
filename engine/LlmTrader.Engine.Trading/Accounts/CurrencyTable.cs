using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Dense places for the currencies of an engine, fixed at start: the instruments' quote currencies, then those that
/// accounts start with. A stage keeps its balances as an array of accounts x currencies and looks nothing up by hash.
/// </summary>
internal sealed class CurrencyTable
{
    private readonly Currency[] _currencies;
    private readonly int[] _quoteOf;

    /// <summary>Also checks the accounts; throws <see cref="ArgumentException"/> that names what is wrong.</summary>
    public CurrencyTable(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        Check(instruments, accounts);
        var currencies = new List<Currency>();
        _quoteOf = new int[instruments.Count];
        foreach (Instrument instrument in instruments.All) { _quoteOf[instrument.Id.Value] = PlaceOf(currencies, instrument.Quote); }
        foreach (AccountOptions account in accounts)
        {
            foreach (Money cash in account.InitialCash) { PlaceOf(currencies, cash.Currency); }
        }

        _currencies = [.. currencies];
    }

    public int Count => _currencies.Length;

    public Currency this[int place] => _currencies[place];

    /// <summary>The place of the instrument's quote currency.</summary>
    public int QuoteOf(InstrumentId instrument) => _quoteOf[instrument.Value];

    /// <summary>The place of a currency; one that no instrument and no account has is a broken invariant.</summary>
    public int PlaceOf(Currency currency)
    {
        int place = Array.IndexOf(_currencies, currency);
        Invariant.Holds(place >= 0);
        return place;
    }

    private static int PlaceOf(List<Currency> currencies, Currency currency)
    {
        int place = currencies.IndexOf(currency);
        if (place >= 0) { return place; }
        currencies.Add(currency);
        return currencies.Count - 1;
    }

    private static void Check(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(accounts);
        if (accounts.Count == 0) { throw new ArgumentException("At least one account is needed."); }
        if ((long)accounts.Count * Math.Max(instruments.Count, 1) > AccountBook.MaxPositions)
        {
            throw new ArgumentException($"At most {AccountBook.MaxPositions} positions (accounts x instruments) are supported, "
                + $"{accounts.Count} accounts and {instruments.Count} instruments were given.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < accounts.Count; i++)
        {
            AccountOptions account = accounts[i].Validated(instruments);
            if (account.Id.Value != i) { throw new ArgumentException($"Account '{account.Name}' has id {account.Id.Value}, its place in the list is {i}."); }
            if (!names.Add(account.Name)) { throw new ArgumentException($"Account '{account.Name}' appears twice."); }
        }
    }
}
