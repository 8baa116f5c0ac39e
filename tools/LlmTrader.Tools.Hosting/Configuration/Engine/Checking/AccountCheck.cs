using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Accounts: names, cash and leverage.</summary>
internal static class AccountCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
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
            if (accounts[i].Leverage is < 1 or > 1000 && !mistakes.Has($"{path}.leverage")) { mistakes.Add($"{path}.leverage", $"'{accounts[i].Leverage}' is given; 1 to 1000 is expected.", "Write how many times its margin a position may be worth, 1 for no leverage."); }
            if (accounts[i].FeeTier is < 0 or > 1000) { mistakes.Add($"{path}.fee_tier", $"'{accounts[i].FeeTier}' is given; 0 to 1000 is expected.", "Write the number of the tier, or remove the line to go by what is traded."); }
            foreach ((string instrument, int leverage) in accounts[i].LeverageByInstrument ?? new Dictionary<string, int>())
            {
                if (leverage is < 1 or > 1000) { mistakes.Add($"{path}.leverage_by_instrument.{instrument}", $"'{leverage}' is given; 1 to 1000 is expected.", "Write how many times its margin a position may be worth."); }
            }
        }
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
