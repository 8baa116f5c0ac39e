using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>
/// Everything that a run's decisions depend on besides its instruments and events, in the form in which a journal's
/// manifest keeps it. Times are nanoseconds, quantities and amounts are raw numbers, so that nothing is lost in text.
/// </summary>
public sealed record RunConfiguration
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,   // An unknown key is an error, not a wish.
        WriteIndented = false,
    };

    internal static JsonSerializerOptions JsonOptions => Json;

    /// <summary>A built-in rule set's text, e.g. <c>ma-cross:fast=10,slow=30,bar=1m,quantity=1</c>; with <see cref="Rules"/> the document's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>The whole text of a rule-set document, so that a replay compiles the same source; null runs a built-in rule set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rules { get; init; }

    public IReadOnlyList<string> Bars { get; init; } = ["1m"];

    public long BarCloseDelay { get; init; }

    public LateTickPolicy LateTicks { get; init; }

    public GapPolicy Gaps { get; init; }

    public required IReadOnlyList<AccountConfiguration> Accounts { get; init; }

    public LimitsConfiguration Limits { get; init; } = new();

    /// <summary>Limits by the instrument's full name; they replace the default ones as a whole.</summary>
    public IReadOnlyDictionary<string, LimitsConfiguration> LimitsByInstrument { get; init; } = new SortedDictionary<string, LimitsConfiguration>(StringComparer.Ordinal);

    /// <summary>Risk rules besides the limits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RiskRuleConfiguration>? RiskRules { get; init; }

    /// <summary>What venues ask of orders, by the instrument's full name and by rising date; null lets every instrument trade around the clock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<MarketRulesConfiguration>>? MarketRules { get; init; }

    /// <summary>What the venue does when an order would trade with another one of its account (<see cref="SelfTradeText"/>); null is <c>none</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SelfTrade { get; init; }

    public TradingState TradingState { get; init; }

    public int MaxOpenOrders { get; init; } = 4096;

    public int MaxCommandsPerEvent { get; init; } = 64;

    public int CheckpointInterval { get; init; } = 65_536;

    public long EntryLatency { get; init; }

    public long ResponseLatency { get; init; }

    public bool FillOnTouch { get; init; }

    public int ParticipationPercent { get; init; } = 100;

    /// <summary>Recorded latencies, in place of <see cref="EntryLatency"/> and <see cref="ResponseLatency"/>; null for those.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LatencyConfiguration? Latency { get; init; }

    /// <summary>From the exchange's time of market data to its arrival here, in nanoseconds; null keeps the times of the recording.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FeedLatency { get; init; }

    /// <summary>The queue model as text, see <see cref="QueueModel"/>; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>As <see cref="SlippageText"/> reads it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Slippage { get; init; }

    /// <summary>Behind a quote's size, as <see cref="SlippageText"/> reads it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DepthSlippage { get; init; }

    /// <summary>Level-2 books that the venue keeps; 0 fills from quotes, trades and bars alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Books { get; init; }

    /// <summary>Rule sets that were to take over on the way, in order, so that runs with other swaps do not look alike; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SwapConfiguration>? Swaps { get; init; }

    /// <summary>
    /// Rule-set slots side by side with what each counts as its own cash, as decimal text by currency; null is one slot with all of it.
    /// <see cref="Strategy"/> begins in the first, the others begin empty.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyDictionary<string, string>>? Slots { get; init; }

    /// <summary>Bars kept for the warm-up of sets that are swapped in; 0 for the engine's own number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int RetainedBars { get; init; }

    /// <summary>The engine's options. Throws <see cref="ArgumentException"/> or <see cref="FormatException"/> that names what can't be used.</summary>
    public EngineOptions ToOptions(InstrumentTable instruments) => new EngineOptions
    {
        Instruments = instruments,
        Bars = new BarOptions { Specs = BarSpecs, CloseDelay = new Duration(BarCloseDelay), LateTicks = LateTicks, Gaps = Gaps }.Validated(),
        Accounts = [.. Accounts.Select((account, index) => account.ToOptions(index, instruments))],
        Risk = new RiskOptions
        {
            MaxOpenOrders = MaxOpenOrders,
            InitialState = TradingState,
            Rules = [.. (RiskRules ?? []).Select(rule => rule.ToRule(instruments, Accounts))],
            DefaultLimits = Limits.ToLimits(),
            InstrumentLimits = LimitsByInstrument.ToDictionary(pair => Resolve(instruments, pair.Key), pair => pair.Value.ToLimits()),
        },
        Venue = new VenueOptions
        {
            EntryLatency = new Duration(EntryLatency),
            ResponseLatency = new Duration(ResponseLatency),
            FillOnTouch = FillOnTouch,
            ParticipationPercent = ParticipationPercent,
            MaxOpenOrders = MaxOpenOrders,
            Latency = Latency?.ToTable(),
            Queue = QueueModelOf(Queue),
            Slippage = Slippage is null ? default : SlippageText.Parse(Slippage),
            DepthSlippage = DepthSlippage is null ? default : SlippageText.Parse(DepthSlippage),
            MaxBooks = Books,
            SelfTrade = SelfTrade is null ? VenueSelfTrade.None : SelfTradeText.Parse(SelfTrade),
        }.Validated(),
        MarketRules = MarketRulesConfiguration.ToRules(MarketRules ?? new Dictionary<string, IReadOnlyList<MarketRulesConfiguration>>(), instruments),
        RuleSets = RuleSetOptions(),
        MaxCommandsPerEvent = MaxCommandsPerEvent,
        CheckpointInterval = CheckpointInterval,
    }.Validated();

    [JsonIgnore]
    public IReadOnlyList<BarSpec> BarSpecs => [.. Bars.Select(BarSpec.Parse)];

    /// <summary>The bars that the rule set names itself, its own first, so that an engine can be made to build them; empty when it names none or has mistakes.</summary>
    [JsonIgnore]
    public IReadOnlyList<BarSpec> StrategyBars =>
        Rules is { } text ? RuleSets.BarsOfText(text) : RuleSets.BarOf(Strategy) is { } own ? [own] : [];

    /// <summary>With more bars behind those that were asked for, each once.</summary>
    public RunConfiguration WithBars(IEnumerable<BarSpec> more) => this with { Bars = [.. Bars.Concat(more.Select(spec => spec.ToString())).Distinct()] };

    /// <summary>A fresh rule set. Throws <see cref="ArgumentException"/> that says what is wrong with the text.</summary>
    public IRuleSet CreateRuleSet(InstrumentTable instruments, RuleBackEnd backEnd = RuleBackEnd.Compiled)
    {
        bool isMade = Rules is { } text
            ? RuleSets.TryCreateFromText(text, Strategy, instruments, BarSpecs, out IRuleSet? ruleSet, out string? error, backEnd)
            : RuleSets.TryCreate(Strategy, instruments, BarSpecs, out ruleSet, out error);
        return isMade ? ruleSet! : throw new ArgumentException(error);
    }

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote. Throws <see cref="JsonException"/> that names the field.</summary>
    public static RunConfiguration FromJson(JsonElement json) =>
        json.Deserialize<RunConfiguration>(Json) ?? throw new JsonException("The configuration is empty.");

    private RuleSetOptions RuleSetOptions()
    {
        RuleSetOptions options = RetainedBars == 0 ? new RuleSetOptions() : new RuleSetOptions { RetainedBars = RetainedBars };
        return Slots is null ? options : options with { Slots = Slots.Count, CashShares = [.. Slots.Select(AccountConfiguration.MoneyOf)] };
    }

    private static QueueModel QueueModelOf(string? text) =>
        text is null ? default : QueueModel.TryParse(text, out QueueModel model) ? model : throw new ArgumentException($"The queue model is '{text}'; {QueueModel.Usage} is expected.");

    internal static InstrumentId Resolve(InstrumentTable instruments, string name) =>
        instruments.TryFind(name, out Instrument? instrument) ? instrument.Id : throw new ArgumentException($"Limits or a leverage are given for '{name}', which is no instrument of this run.");
}

/// <summary>An account and its first cash by currency, as decimal text.</summary>
public sealed record AccountConfiguration
{
    [Description("The account's name, unique.")]
    public required string Name { get; init; }

    [Description("What it begins with, by currency: {USDT: 100000}.")]
    public required IReadOnlyDictionary<string, string> Cash { get; init; }

    [Description("What backs perpetual positions.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MarginMode MarginMode { get; init; }

    [Description("Of perpetual positions; 1 when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Leverage { get; init; }

    [Description("By the instrument's full name, in place of leverage.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? LeverageByInstrument { get; init; }

    [Description("Fixes the fee tier; by what the account trades when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FeeTier { get; init; }

    internal AccountOptions ToOptions(int index, InstrumentTable instruments) => new AccountOptions
    {
        MarginMode = MarginMode,
        Leverage = Leverage ?? 1,
        InstrumentLeverage = LeverageByInstrument?.ToDictionary(pair => RunConfiguration.Resolve(instruments, pair.Key), pair => pair.Value)
            ?? new Dictionary<InstrumentId, int>(),
        FeeTier = FeeTier,
        Id = new AccountId((ushort)index),
        Name = Name,
        InitialCash = MoneyOf(Cash),
    }.Validated();

    /// <summary>By currency. Throws <see cref="FormatException"/> or <see cref="OverflowException"/>.</summary>
    internal static IReadOnlyList<Money> MoneyOf(IReadOnlyDictionary<string, string> cash) =>
        [.. cash.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Money(FixedPoint.Parse(pair.Value, Money.Scale), Currency.Parse(pair.Key)))];
}

/// <summary>A swap that was asked for, by sequence or by time; the source itself is in the journal's events.</summary>
public sealed record SwapConfiguration
{
    /// <summary>The document's.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of the document's canonical text.</summary>
    public required string RuleSetId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Sequence { get; init; }

    /// <summary>UTC nanoseconds since 1970.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Time { get; init; }
}

/// <summary>Limits as raw numbers; 0 is off.</summary>
public sealed record LimitsConfiguration
{
    public long OrderQuantity { get; init; }

    public long OrderNotional { get; init; }

    public long Position { get; init; }

    /// <summary>In 1/10,000 of the last price.</summary>
    public long PriceCollar { get; init; }

    /// <summary>In 1/10,000 of the last price, for buys without a limit; 0 stands for the price collar.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MarketBuffer { get; init; }

    public long OrderRate { get; init; }

    public bool ShortSelling { get; init; }

    internal RiskLimits ToLimits() => new()
    {
        OrderQuantity = new Quantity(OrderQuantity),
        OrderNotional = OrderNotional,
        Position = new Quantity(Position),
        PriceCollar = PriceCollar,
        MarketBuffer = MarketBuffer,
        OrderRate = OrderRate,
        ShortSelling = ShortSelling,
    };
}
