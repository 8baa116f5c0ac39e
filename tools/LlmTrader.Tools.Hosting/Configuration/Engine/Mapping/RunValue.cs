using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>One value of a run, by the key and in the form of the configuration that it comes of.</summary>
/// <param name="Key">As the file has it.</param>
/// <param name="Text">As it would be written.</param>
/// <param name="Command">What sets it to this while the engine runs; null when nothing does.</param>
internal sealed record RunValue(string Key, string Text, string? Command)
{
    private const string Off = "off", Reason = "--reason '…'";

    // What a run calls otherwise than the file does.
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["bars"] = "bars.specs", ["barCloseDelay"] = "bars.close_delay", ["lateTicks"] = "bars.late_ticks", ["gaps"] = "bars.gaps", ["retainedBars"] = "bars.retained",
        ["tradingState"] = "risk.trading_state", ["maxOpenOrders"] = "risk.max_open_orders", ["maxCommandsPerEvent"] = "risk.max_orders_per_event",
        ["entryLatency"] = "fills.entry_latency", ["responseLatency"] = "fills.response_latency", ["latency"] = "fills.latency_file", ["participationPercent"] = "fills.participation",
        ["fillOnTouch"] = "fills.fill_on_touch", ["queue"] = "fills.queue", ["slippage"] = "fills.slippage", ["depthSlippage"] = "fills.depth_slippage", ["books"] = "fills.books", ["selfTrade"] = "fills.self_trade",
    };

    // Each is a rule unless it is off.
    private static readonly RiskRuleKind[] Shares = [RiskRuleKind.DailyLoss, RiskRuleKind.Drawdown, RiskRuleKind.PositionRatio];

    /// <summary>All of a run, by key.</summary>
    public static Dictionary<string, RunValue> Of(RunConfiguration run)
    {
        IEnumerable<RunValue> off = Shares.Where(kind => run.RiskRules?.Any(rule => rule.Kind == kind && rule.Id >= DefaultRiskRules.FirstId) != true).Select(kind => new RunValue(KeyOf(kind), Off, null));
        return AllOf(run).Concat(off).DistinctBy(value => value.Key).ToDictionary(value => value.Key);   // A daily loss has a rule for each account, of one share.
    }

    private static IEnumerable<RunValue> AllOf(RunConfiguration run) => run.ToJson().EnumerateObject().SelectMany(part => part.Name switch
    {
        "accounts" => run.Accounts.SelectMany(OfAccount),
        "limits" => part.Value.EnumerateObject().Select(limit => OfLimit(limit.Name, run.Limits, limit.Value)),
        "riskRules" => run.RiskRules!.SelectMany((rule, index) => OfRule(rule, index, run.Accounts)),
        "slots" => run.Slots!.Select((cash, slot) => new RunValue($"rule_sets[{slot}].share", $"{{{string.Join(", ", cash.Select(money => $"{money.Key}: {Plain(money.Value)}"))}}}", null)),
        "marketRules" => Flat(part.Value, "market_rules"),
        "barCloseDelay" or "entryLatency" or "responseLatency" => [new RunValue(Keys[part.Name], TimeSpanText.Format(new TimeSpan(part.Value.GetInt64() / TimeSpan.NanosecondsPerTick)), null)],
        "tradingState" => [new RunValue(Keys[part.Name], KeyName.Of(run.TradingState.ToString()), run.TradingState switch { TradingState.Active => $"llmtrader ctl mode paper {Reason}", TradingState.Observe => $"llmtrader ctl mode observe {Reason}", _ => null })],
        "latency" => [new RunValue(Keys[part.Name], "a recording", null), .. Flat(part.Value, Keys[part.Name])],
        _ => Flat(part.Value, Keys.GetValueOrDefault(part.Name) ?? KeyName.Of(part.Name)),
    });

    private static IEnumerable<RunValue> OfAccount(AccountConfiguration account, int index)
    {
        foreach (RunValue value in Flat(JsonSerializer.SerializeToElement(account, RunConfiguration.JsonOptions), $"accounts[{index}]"))
        {
            bool isCash = value.Key.StartsWith($"accounts[{index}].cash.", StringComparison.Ordinal);
            yield return isCash ? value with { Text = Plain(value.Text), Command = $"llmtrader ctl deposit|withdraw AMOUNT {value.Key[(value.Key.LastIndexOf('.') + 1)..]} --account {account.Name} {Reason}" } : value;
        }
    }

    private static RunValue OfLimit(string name, LimitsConfiguration limits, JsonElement raw)
    {
        string text = name switch
        {
            "orderNotional" => limits.OrderNotional == 0 ? Off : Plain(FixedPoint.Format(limits.OrderNotional, Money.Scale)),
            "priceCollar" => limits.PriceCollar == 0 ? Off : new Ratio((int)limits.PriceCollar).ToString(),
            "orderRate" => limits.OrderRate == 0 ? Off : raw.GetRawText(),
            _ => raw.GetRawText(),
        };
        string value = name == "shortSelling" ? limits.ShortSelling ? "on" : Off : text == Off ? "0" : text;
        return new RunValue($"risk.{KeyName.Of(name)}", text, $"llmtrader ctl limits set {name} {value} {Reason}");
    }

    // Those of the shares have a key of their own; of the others each field is one.
    private static IEnumerable<RunValue> OfRule(RiskRuleConfiguration rule, int index, IReadOnlyList<AccountConfiguration> accounts)
    {
        string command = $"llmtrader ctl limits set {rule.Id.ToString(CultureInfo.InvariantCulture)} {(rule.Kind == RiskRuleKind.DailyLoss ? Plain(rule.Limit!) : rule.Limit)} {Reason}";
        if (rule.Id >= DefaultRiskRules.FirstId)
        {
            string text = rule.Kind == RiskRuleKind.DailyLoss ? ShareOf(rule, accounts) : rule.Limit!;
            return [new RunValue(KeyOf(rule.Kind), text, command)];
        }

        return Flat(JsonSerializer.SerializeToElement(rule, RunConfiguration.JsonOptions), $"risk.rules[{index}]").Select(value => value.Key.Split('.')[^1] switch
        {
            "limit" => value with { Command = command },
            "on" => value with { Command = $"llmtrader ctl limits set {rule.Id.ToString(CultureInfo.InvariantCulture)} {(rule.On ? "on" : Off)} {Reason}" },
            _ => value,
        });
    }

    private static string KeyOf(RiskRuleKind kind) => $"risk.{KeyName.Of(kind.ToString())}";

    // The rule has an amount; the file a share of the account's cash.
    private static string ShareOf(RiskRuleConfiguration rule, IReadOnlyList<AccountConfiguration> accounts)
    {
        if (accounts.FirstOrDefault(account => account.Name == rule.Target) is not { Cash: { Count: 1 } cash }) { return rule.Limit!; }
        decimal whole = decimal.Parse(cash.Values.Single(), CultureInfo.InvariantCulture), part = decimal.Parse(rule.Limit!, CultureInfo.InvariantCulture);
        return new Ratio((int)Math.Round(part / whole * 10_000)).ToString();
    }

    private static IEnumerable<RunValue> Flat(JsonElement value, string key) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(part => Flat(part.Value, $"{key}.{NameOf(part.Name)}")),
        JsonValueKind.Array when value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array) => value.EnumerateArray().SelectMany((item, index) => Flat(item, $"{key}[{index}]")),
        JsonValueKind.Array => [new RunValue(key, $"[{string.Join(", ", value.EnumerateArray())}]", null)],
        JsonValueKind.True => [new RunValue(key, "true", null)],
        JsonValueKind.False => [new RunValue(key, "false", null)],
        JsonValueKind.Null => [],
        _ => [new RunValue(key, value.ToString(), null)],
    };

    // Currencies and instruments are no keys.
    private static string NameOf(string name) => name.Length > 0 && char.IsAsciiLetterLower(name[0]) ? KeyName.Of(name) : name;

    private static string Plain(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
}
