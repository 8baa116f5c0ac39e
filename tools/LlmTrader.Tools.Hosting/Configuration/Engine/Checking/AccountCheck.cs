using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Accounts: names, cash and leverage.</summary>
internal static class AccountCheck
{
    /// <param name="configuration">Bound.</param>
    /// <param name="instruments">Null when they are not known.</param>
    /// <param name="mistakes">Found so far.</param>
    public static void Run(EngineConfiguration configuration, InstrumentTable? instruments, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<AccountConfiguration> accounts = configuration.Accounts;
        if (accounts.Count == 0 && !mistakes.Has("accounts")) { mistakes.Add("accounts", "the list is empty; one account at least is expected.", "Add '- {name: main, cash: {USDT: 100000}}'."); }
        for (int i = 0; i < accounts.Count; i++)
        {
            string path = $"accounts[{i}]";
            if (mistakes.Has($"{path}.name") || mistakes.Has($"{path}.cash")) { continue; }
            if (accounts.Take(i).Any(before => before.Name == accounts[i].Name)) { mistakes.Add($"{path}.name", $"two accounts are called '{accounts[i].Name}'.", "Give one of them another name."); }
            if (accounts[i].Cash.Count == 0) { mistakes.Add($"{path}.cash", "holds no currency, so that nothing could be bought.", "Write an amount of what prices are in, such as {USDT: 100000}."); }
            foreach ((string currency, string amount) in accounts[i].Cash) { Cash(currency, amount, $"{path}.cash.{currency}", mistakes); }
            foreach (string currency in accounts[i].Cash.Keys.Where(currency => !mistakes.Has($"{path}.cash.{currency}"))) { Priced(currency, $"{path}.cash.{currency}", configuration, instruments, mistakes); }
            if (accounts[i].Leverage is < 1 or > 1000 && !mistakes.Has($"{path}.leverage")) { mistakes.Add($"{path}.leverage", $"'{accounts[i].Leverage}' is given; 1 to 1000 is expected.", "Write how many times its margin a position may be worth, 1 for no leverage."); }
            if (accounts[i].FeeTier is < 0 or > 1000) { mistakes.Add($"{path}.fee_tier", $"'{accounts[i].FeeTier}' is given; 0 to 1000 is expected.", "Write the number of the tier, or remove the line to go by what is traded."); }
            foreach ((string instrument, int leverage) in accounts[i].LeverageByInstrument ?? new Dictionary<string, int>())
            {
                if (leverage is < 1 or > 1000) { mistakes.Add($"{path}.leverage_by_instrument.{instrument}", $"'{leverage}' is given; 1 to 1000 is expected.", "Write how many times its margin a position may be worth."); }
            }
        }
    }

    // Cash that no price is in can't be traded with, and would count in nothing.
    private static void Priced(string currency, string path, EngineConfiguration configuration, InstrumentTable? instruments, ConfigurationMistakes mistakes)
    {
        if (instruments is not null)
        {
            string[] quotes = [.. instruments.All.ToArray().Select(instrument => instrument.Quote.ToString()).Distinct()];
            if (!quotes.Contains(currency)) { mistakes.Add(path, "no instrument is priced in it.", $"Write {string.Join(" or ", quotes)}, or remove it."); }
            return;
        }

        // A venue's symbol ends with what its prices are in.
        if (KnownInstruments.Expected(configuration, mistakes) is not { } expected) { return; }
        string[] symbols = [.. expected.All.ToArray().Select(instrument => instrument.Symbol)];
        if (!symbols.Any(symbol => symbol.EndsWith(currency, StringComparison.Ordinal))) { mistakes.Add(path, "no instrument is priced in it.", $"Write what the prices of {string.Join(", ", symbols.Take(8))} are in, which is how a symbol ends, or remove it."); }
    }

    private static void Cash(string currency, string amount, string path, ConfigurationMistakes mistakes)
    {
        if (!Currency.TryParse(currency, out _))
        {
            mistakes.Add(path, $"'{ConfigurationNode.Shortened(currency)}' is no currency; 1 to {Currency.MaxLength} characters A–Z and 0–9 are expected.", "Write it in capitals, such as USDT.");
            return;
        }

        try
        {
            if (FixedPoint.Parse(amount, Money.Scale) >= 0) { return; }
            mistakes.Add(path, $"'{amount}' is given; an amount from 0 is expected.", "Write what the account begins with; loans are no cash.");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            mistakes.Add(path, $"'{ConfigurationNode.Shortened(amount)}' is given; an amount with at most {Money.Scale} decimals is expected.", "Write digits with a point and no separators, such as 100000 or 0.5.");
        }
    }
}
