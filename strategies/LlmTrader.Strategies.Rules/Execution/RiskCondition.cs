using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// A condition of the risk engine in the rule language: a boolean of what there is to see at one moment, such as
/// <c>drawdown > 0.08 or spread / close > 0.002</c>. <c>close</c> is the last price. What looks back over bars is not part of it,
/// so that each question computes everything anew and there is no state that a snapshot would have to hold.
/// </summary>
public sealed class RiskCondition : IRiskCondition
{
    private readonly RuleProgram _program;
    private readonly InstrumentTable _instruments;
    private readonly CompiledProgram _evaluator;
    private readonly InstrumentScale[] _scales;
    private readonly VariableFeed[] _feeds;   // By instrument.
    private readonly int _root;

    private RiskCondition(string text, RuleProgram program, InstrumentTable instruments)
    {
        Text = text;
        _program = program;
        _instruments = instruments;
        _root = program.Root(RuleClause.Expression)!.Node;
        _evaluator = new CompiledProgram(ProgramCode.Compile(program));
        _scales = Array.ConvertAll(instruments.All.ToArray(), instrument => new InstrumentScale(instrument));
        _feeds = Array.ConvertAll(instruments.All.ToArray(), instrument => new VariableFeed(program, instrument.Id, [instrument.Id], instruments, _scales));
    }

    public string Text { get; }

    /// <summary>Compiles a condition, or says with a caret what is wrong with it. Never throws on any text.</summary>
    public static bool TryCompile(
        string text, string name, InstrumentTable instruments, [NotNullWhen(true)] out RiskCondition? condition, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ExpressionOptions options = new() { SourceName = name };
        ExpressionReading reading = RuleExpression.Compile(text, options);
        List<RuleDiagnostic> mistakes = [.. reading.Diagnostics.Where(diagnostic => diagnostic.Severity == RuleSeverity.Error)];
        if (mistakes.Count == 0) { mistakes.AddRange(RiskConditionChecker.Check(reading.Syntax, text, options)); }
        bool isValid = mistakes.Count == 0 && reading.Program is not null;
        condition = isValid ? new RiskCondition(reading.Syntax.ToString(), reading.Program!, instruments) : null;
        error = isValid ? null : string.Join('\n', mistakes);
        return isValid;
    }

    public IRiskCondition Fresh() => new RiskCondition(Text, _program, _instruments);

    public bool Holds(IPortfolioView portfolio, InstrumentId instrument)
    {
        Price last = portfolio.LastPrice(instrument);
        VariableFeed feed = _feeds[instrument.Value];
        feed.SetTime(_evaluator, 0, portfolio.Now);
        IndicatorInput moment = IndicatorInput.Of(last.Raw > 0 ? _scales[instrument.Value].ToDouble(last) : double.NaN);
        _evaluator.OnBar(0, in moment);
        feed.SetLive(_evaluator, portfolio, last, barsInTrade: 0);
        _evaluator.Decide();
        return _evaluator[_root] != 0;
    }
}
