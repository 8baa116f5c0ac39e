using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Stop loss, take profit and trailing stop of one position. A percentage or a distance is taken at the bar that decided
/// the entry and stays; a price is read again at each bar and so moves as its expression does.
/// </summary>
internal sealed class ProtectiveStops : ISnapshotState
{
    private readonly Level? _loss;
    private readonly Level? _profit;
    private readonly Level? _trailing;
    private double _best = double.NaN;   // The most favourable price since the entry.

    public ProtectiveStops(RuleDocument document, RuleProgram program)
    {
        _loss = Level.Of(document.StopLoss, program.Root(RuleClause.StopLoss));
        _profit = Level.Of(document.TakeProfit, program.Root(RuleClause.TakeProfit));
        _trailing = Level.Of(document.TrailingStop, program.Root(RuleClause.TrailingStop));
    }

    public bool HasAny => _loss is not null || _profit is not null || _trailing is not null;

    /// <summary>All have values, so that an entry is protected as it was written.</summary>
    public bool AreDefined => _loss is not { IsMissing: true } && _profit is not { IsMissing: true } && _trailing is not { IsMissing: true };

    /// <summary>The values of this bar. With <paramref name="isEntry"/> also those that stay while the position is open.</summary>
    public void Read(IProgramEvaluator program, bool isEntry)
    {
        _loss?.Read(program, isEntry);
        _profit?.Read(program, isEntry);
        _trailing?.Read(program, isEntry);
    }

    /// <summary>From an entry at a price to its stop loss; at most 0 when the stop is on the wrong side.</summary>
    public double LossDistance(double price, bool isLong) => _loss is null ? double.NaN : isLong ? price - _loss.Below(price) : _loss.Above(price) - price;

    /// <summary>A position is new: its best price is that of its entry.</summary>
    public void Opened(double entry) => _best = entry;

    /// <summary>The position was open before this version saw it, and had this best price.</summary>
    public void TakeOver(double best, bool isLong) => _best = isLong ? Math.Max(_best, best) : Math.Min(_best, best);

    /// <summary>The most favourable price since the entry: what prices between bars change.</summary>
    public double Best => _best;

    /// <summary>Numbers that <see cref="Save"/> writes.</summary>
    public const int Saved = 4;

    /// <summary>Which of them is <see cref="Best"/>.</summary>
    public const int SavedBest = 0;

    /// <summary>What a version with the same text goes on from.</summary>
    public void Save(Span<double> numbers)
    {
        numbers[SavedBest] = _best;
        numbers[1] = _loss?.Value ?? 0;
        numbers[2] = _profit?.Value ?? 0;
        numbers[3] = _trailing?.Value ?? 0;
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote.</summary>
    public void Restore(ReadOnlySpan<double> numbers)
    {
        _best = numbers[SavedBest];
        if (_loss is not null) { _loss.Value = numbers[1]; }
        if (_profit is not null) { _profit.Value = numbers[2]; }
        if (_trailing is not null) { _trailing.Value = numbers[3]; }
    }

    /// <summary>Values of another position: there are none before the next bar.</summary>
    public void Forget() => Restore([double.NaN, double.NaN, double.NaN, double.NaN]);

    public void Transfer(ISnapshotTransfer transfer)
    {
        _loss?.Transfer(transfer);
        _profit?.Transfer(transfer);
        _trailing?.Transfer(transfer);
        transfer.Value(ref _best);
    }

    /// <summary>Whether a price closes the position.</summary>
    public bool IsHit(double price, double entry, bool isLong)
    {
        if (Loses(price, entry, isLong) || Gains(price, entry, isLong)) { return true; }
        _best = isLong ? Math.Max(_best, price) : Math.Min(_best, price);
        return false;
    }

    /// <summary>
    /// The same from a bar whose prices in between nobody saw, conservatively: its worst price is taken to have come first,
    /// before its best could pull a trailing stop along, and its close last.
    /// </summary>
    public bool IsHit(double high, double low, double close, double entry, bool isLong)
    {
        (double worst, double best) = isLong ? (low, high) : (high, low);
        return Loses(worst, entry, isLong) || IsHit(best, entry, isLong) || IsHit(close, entry, isLong);
    }

    private bool Loses(double price, double entry, bool isLong) => isLong
        ? price <= _loss?.Below(entry) || price <= _trailing?.Below(_best)
        : price >= _loss?.Above(entry) || price >= _trailing?.Above(_best);

    private bool Gains(double price, double entry, bool isLong) => isLong ? price >= _profit?.Above(entry) : price <= _profit?.Below(entry);

    private sealed class Level(PriceRuleKind kind, int node) : ISnapshotState
    {
        private double _value = double.NaN;

        public double Value { get => _value; set => _value = value; }

        public bool IsMissing => double.IsNaN(_value);

        public static Level? Of(PriceRule? rule, RuleRoot? root) => rule is null || root is null ? null : new Level(rule.Kind, root.Node);

        public void Read(IProgramEvaluator program, bool isEntry)
        {
            if (isEntry || kind == PriceRuleKind.Price || IsMissing) { _value = program[node]; }
        }

        public void Transfer(ISnapshotTransfer transfer) => transfer.Value(ref _value);

        public double Below(double reference) => kind switch
        {
            PriceRuleKind.Percent => reference * (1 - (_value / 100)),
            PriceRuleKind.Distance => reference - _value,
            _ => _value,
        };

        public double Above(double reference) => kind switch
        {
            PriceRuleKind.Percent => reference * (1 + (_value / 100)),
            PriceRuleKind.Distance => reference + _value,
            _ => _value,
        };
    }
}
