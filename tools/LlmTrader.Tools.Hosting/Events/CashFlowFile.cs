using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Events;

/// <summary>Deposits and withdrawals as text: <c>time,account,currency,amount</c>; the account may be left out where there is but one, a withdrawal is below zero.</summary>
public static class CashFlowFile
{
    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    public static IReadOnlyList<EngineEvent> Read(string path, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return DatedRows.Read(path, ["time", "currency", "amount"], ["account"], row =>
        {
            AccountId account = AccountOf(row, options);
            bool isKnown = Currency.TryParse(row["currency"], out Currency currency) && options.EquityLines.Contains((account, currency));
            if (!isKnown) { throw row.Wrong("currency", $"one that the account has ({string.Join(", ", options.EquityLines.Where(line => line.Account == account).Select(line => line.Currency))})"); }
            long amount = row.Exact("amount", Money.Scale);
            if (amount == 0) { throw row.Wrong("amount", "an amount other than zero"); }
            Timestamp time = row.Time();
            return new EngineEvent
            {
                Kind = EventKind.CashFlow,
                Time = time,
                ExchangeTime = time,
                Instrument = InstrumentId.None,
                CashFlow = new CashFlow { AmountRaw = amount, Currency = currency, Account = account, Kind = amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal },
            };
        });
    }

    private static AccountId AccountOf(DatedRows row, EngineOptions options)
    {
        string name = row["account"];
        if (name.Length == 0 && options.Accounts.Count == 1) { return options.Accounts[0].Id; }
        int at = options.Accounts.ToList().FindIndex(account => account.Name == name);
        return at >= 0 ? options.Accounts[at].Id : throw row.Wrong("account", $"an account of this run ({string.Join(", ", options.Accounts.Select(account => account.Name))})");
    }
}
