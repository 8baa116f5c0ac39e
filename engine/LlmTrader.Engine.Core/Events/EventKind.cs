namespace LlmTrader.Engine.Core;

/// <summary>What an event is. The numbers are journaled: never renumber, only add.</summary>
public enum EventKind : byte
{
    None = 0,
    Trade = 1,
    Quote = 2,

    /// <summary>A ready-made bar from a source; its time is its close.</summary>
    Bar = 3,
    Timer = 4,

    /// <summary>What risk or the venue answered.</summary>
    Report = 5,

    /// <summary>An order or a cancel by a person or an outside program.</summary>
    Command = 6,
    HashCheckpoint = 7,
    RiskLimitChange = 8,
    TradingStateChange = 9,

    /// <summary>A full inbox dropped market data of this instrument; what follows is not continuous with what came before.</summary>
    Gap = 10,

    /// <summary>
    /// A ready-made bar as the venue sees it, made by the Sequencer just before the bar itself: what fills inside a bar is
    /// known when the bar closes, as it would be in the market.
    /// </summary>
    BarPrint = 11,

    /// <summary>A piece of a rule set's source text; the pieces of one set follow each other from offset 0 on.</summary>
    RuleSetSource = 12,

    /// <summary>The source is complete: compile it, beside the path, for a slot.</summary>
    RuleSetStage = 13,

    /// <summary>The staged set is compiled and has seen the bars from before its stage event, or has failed.</summary>
    RuleSetReady = 14,

    /// <summary>The staged set decides from the next bar on.</summary>
    RuleSetActivate = 15,

    /// <summary>The previous set decides from the next bar on.</summary>
    RuleSetRollback = 16,

    /// <summary>The staged set evaluates and records what it would do, or stops doing so; it sends nothing.</summary>
    RuleSetShadow = 17,

    /// <summary>A rule set is stopped for good.</summary>
    RuleSetQuarantine = 18,

    /// <summary>A piece of a level-2 book: up to three levels of a snapshot or a change.</summary>
    Book = 19,

    /// <summary>One order of a level-3 book.</summary>
    BookOrder = 20,

    /// <summary>Money in or out of an account: moves neither profit nor drawdown.</summary>
    CashFlow = 21,

    /// <summary>A perpetual's funding payment falls due.</summary>
    Funding = 22,

    /// <summary>A derivative's mark price, at which margin is reckoned.</summary>
    MarkPrice = 23,

    /// <summary>An instrument opens, closes, is halted or goes into an auction.</summary>
    InstrumentStatus = 24,

    /// <summary>Stop: block new orders, cancel what works, and flatten when asked to.</summary>
    Kill = 25,

    /// <summary>An operator has opened the kill switch again.</summary>
    KillReset = 26,

    /// <summary>A new limit, or on or off, of one configured risk rule.</summary>
    RiskRuleChange = 27,

    /// <summary>The run before has ended, by a stop or a crash, and another goes on from here: what the market did in between is not known.</summary>
    EpochStart = 28,

    /// <summary>A piece of what an operator or an outside program asked for, by whom and why. It decides nothing: the commands behind it do.</summary>
    AdminRequest = 29,

    /// <summary>An operator has paused, halted or resumed one strategy.</summary>
    StrategyStateChange = 30,

    /// <summary>An operator takes back what works, all of it or of one instrument or strategy, and lets trading go on.</summary>
    CancelAll = 31,

    /// <summary>How much of its capital a rule-set slot may use from here on.</summary>
    CapitalShare = 32,   // 33, 34 and 38 are taken: the journal's wide forms of trades, quotes and commands have these kinds.
}

/// <summary>What kinds of event have in common.</summary>
public static class EventKinds
{
    /// <summary>Whether the market made it, so that a backtest takes it from a journal and makes all the others itself.</summary>
    public static bool IsMarketData(this EventKind kind) => kind is EventKind.Trade or EventKind.Quote or EventKind.Bar or EventKind.Book
        or EventKind.BookOrder or EventKind.Funding or EventKind.MarkPrice or EventKind.InstrumentStatus
        or EventKind.Gap;   // Who keeps a book must know that it has one.
}
