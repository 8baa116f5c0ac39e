using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// Checks expressions and turns them into nodes. Names are replaced by what they stand for, in the stream that they are
/// used on; each (name, stream) is done once. A mistake is reported and gives <see cref="Wrong"/>, from which nothing
/// further is concluded, so that one slip gives one message.
/// </summary>
internal sealed partial class ExpressionChecker
{
    /// <summary>Index of no node: a mistake below is already reported.</summary>
    public const int Wrong = -1;

    private readonly DiagnosticBag _diagnostics;
    private readonly NodeTable _table;
    private readonly NodeFactory _nodes;
    private readonly RuleNames _names;
    private readonly Dictionary<(string Name, int Stream), int> _lets = [];
    private readonly List<string> _underWay = [];
    private int _depth;

    public ExpressionChecker(NodeTable table, RuleNames names, DiagnosticBag diagnostics)
    {
        (_table, _names, _diagnostics) = (table, names, diagnostics);
        _nodes = new NodeFactory(table);
    }

    private RuleLimits Limits => _diagnostics.Limits;

    /// <summary>The node of an expression on stream 0 when it has the type, else <see cref="Wrong"/>.</summary>
    public int Check(Expression expression, RuleType expected)
    {
        int node = Node(expression, 0);
        if (node == Wrong || !HasType(node, expected, expression, $"a {Word(expected)} is expected here")) { return Wrong; }
        return _nodes.Bring(node, 0);
    }

    /// <summary>As <see cref="Check(Expression,RuleType)"/> for any type.</summary>
    public int Check(Expression expression)
    {
        int node = Node(expression, 0);
        return node == Wrong ? Wrong : _nodes.Bring(node, 0);
    }

    /// <summary>The node of a <c>let</c> name on stream 0, or <see cref="Wrong"/>.</summary>
    public int CheckLet(string name, Expression value) => Let(name, value, 0, value.Span);

    /// <summary>Reports the limit that was reached, if one was; nothing is built any more then.</summary>
    public bool ReportOverflow(TextSpan span)
    {
        if (_table.Overflow is not { } what) { return false; }
        _diagnostics.Error(span, what);
        return true;
    }

    private int Node(Expression expression, int scope)
    {
        if (_diagnostics.IsFull || ReportOverflow(expression.Span)) { return Wrong; }
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            _diagnostics.Error(expression.Span, $"the expression is nested more than {Limits.MaxDepth} levels deep after names are replaced");
            return Wrong;
        }

        int node = expression switch
        {
            NumberLiteral number => _table.Number(number.Value),
            BooleanLiteral boolean => _table.Boolean(boolean.Value),
            NameExpression name => Name(name, scope),
            UnaryExpression unary => Unary(unary, scope),
            BinaryExpression binary => Binary(binary, scope),
            CallExpression call => Call(call, scope),
            IndexExpression index => Index(index, scope),
            OutputExpression output => Output(output, scope),
            AtExpression or OfExpression => Elsewhere(expression, scope),
            _ => Wrong,   // Missing: the parser has said so.
        };
        _depth--;
        return node != Wrong && ReportOverflow(expression.Span) ? Wrong : node;
    }

    private int Name(NameExpression expression, int scope)
    {
        string name = expression.Name;
        if (RuleVocabulary.TryGetField(name, out BarField field))
        {
            return _table.Add(new RuleNode { Op = RuleOp.Bar, Type = RuleType.Number, Stream = scope, Argument = (int)field });
        }

        if (RuleVocabulary.TryGetVariable(name, out RuleVariable variable)) { return Variable(variable, scope, expression.Span); }
        if (RuleVocabulary.TryGetConstant(name, out double constant)) { return _table.Number(constant); }
        if (_names.TryGetParameter(name, out double value)) { return double.IsNaN(value) ? Wrong : _table.Number(value); }   // NaN: reported where it is given.
        if (_names.TryGetLet(name, out Expression? let)) { return Let(name, let!, scope, expression.Span); }
        return UnknownName(expression);
    }

    private int Variable(RuleVariable variable, int scope, TextSpan span)
    {
        bool isTime = variable is RuleVariable.Hour or RuleVariable.Minute or RuleVariable.DayOfWeek or RuleVariable.SessionPhase;
        bool isOfInstrument = variable is RuleVariable.Position or >= RuleVariable.Bid;
        if (!isTime && !CanBeRead(variable, isOfInstrument, _table.Streams[scope], span)) { return Wrong; }
        return _table.Add(new RuleNode
        {
            Op = RuleOp.Variable,
            Type = RuleType.Number,
            Stream = isTime ? scope : 0,
            Argument = (int)variable,
            Instrument = isOfInstrument ? _table.Streams[scope].Instrument : null,
            IsLive = !isTime,
        });
    }

    // Account and book are of a decision and not of bars; all but the position and the book are the whole rule set's.
    private bool CanBeRead(RuleVariable variable, bool isOfInstrument, StreamKey stream, TextSpan span)
    {
        string name = RuleVocabulary.Variables[(int)variable].Name;
        if (stream.Bar != _table.Streams[0].Bar)
        {
            _diagnostics.Error(span, $"'{name}' has no bars that '@' could choose", "write '@' behind the parts that are made of bars only");
            return false;
        }

        if (isOfInstrument || stream.Instrument is null) { return true; }
        _diagnostics.Error(span, $"'{name}' is not known of another instrument", "position, bid, ask, spread and imbalance are; write 'of' behind these and the parts that are made of bars only");
        return false;
    }

    private int Let(string name, Expression value, int scope, TextSpan use)
    {
        if (_lets.TryGetValue((name, scope), out int known)) { return known; }
        if (_underWay.Contains(name))
        {
            int start = _underWay.IndexOf(name);
            _diagnostics.Error(use, $"'{name}' is defined by itself: {string.Join(" -> ", _underWay[start..].Append(name))}");
            return Wrong;
        }

        string field = _diagnostics.Field;
        _diagnostics.Field = $"let.{name}";
        _underWay.Add(name);
        _depth--;   // The name is replaced: it is no level of its own.
        int node = Node(value, scope);
        _depth++;
        _underWay.RemoveAt(_underWay.Count - 1);
        _diagnostics.Field = field;
        _lets[(name, scope)] = node;
        return node;
    }

    private int UnknownName(NameExpression expression)
    {
        string name = expression.Name;
        if (RuleVocabulary.TryGetFunction(name, out RuleFunction function))
        {
            _diagnostics.Error(expression.Span, $"'{name}' is a function", $"write {RuleVocabulary.Functions[(int)function].Usage}");
        }
        else if (IndicatorCatalog.TryGet(name, out IndicatorDefinition? indicator))
        {
            _diagnostics.Error(expression.Span, $"'{name}' is an indicator", $"write {indicator.Signature}");
        }
        else
        {
            IEnumerable<string> known = RuleVocabulary.Fields.Concat(RuleVocabulary.Variables).Concat(RuleVocabulary.Constants).Select(word => word.Name).Concat(_names.All);
            string? meant = RuleVocabulary.Advice(name) ?? Suggestion.For(name, known);
            _diagnostics.Error(expression.Span, $"unknown name '{name}'", meant);
        }

        return Wrong;
    }

    private int Unary(UnaryExpression expression, int scope)
    {
        int operand = Node(expression.Operand, scope);
        if (operand == Wrong) { return Wrong; }
        RuleType expected = expression.Op == RuleOp.Not ? RuleType.Boolean : RuleType.Number;
        return HasType(operand, expected, expression.Operand, $"'{Precedence.Sign(expression.Op)}' takes a {Word(expected)}")
            ? _nodes.Unary(expression.Op, operand, scope)
            : Wrong;
    }

    private int Binary(BinaryExpression expression, int scope)
    {
        int left = Node(expression.Left, scope);
        int right = Node(expression.Right, scope);
        RuleOp op = expression.Op;
        RuleType expected = op is RuleOp.And or RuleOp.Or ? RuleType.Boolean : RuleType.Number;
        string why = $"'{Precedence.Sign(op)}' takes {Word(expected)}s";
        bool fits = HasType(left, expected, expression.Left, why) & HasType(right, expected, expression.Right, why);
        if (!fits || left == Wrong || right == Wrong) { return Wrong; }

        WarnOfSureResult(expression, left, right);
        return Precedence.Of(op) switch
        {
            Precedence.Or or Precedence.And => _nodes.Logic(op, left, right, scope),
            Precedence.Comparison => _nodes.Comparison(op, left, right, scope),
            _ => _nodes.Arithmetic(op, left, right, scope),
        };
    }

    private void WarnOfSureResult(BinaryExpression expression, int left, int right)
    {
        if (Precedence.Of(expression.Op) != Precedence.Comparison || left != right || _table[left].Op == RuleOp.Constant) { return; }
        _diagnostics.Warning(expression.OperatorSpan, "both sides are the same, so the result never changes");
    }

    private int Index(IndexExpression expression, int scope)
    {
        int operand = Node(expression.Operand, scope);
        int index = Node(expression.Index, scope);
        if (index == Wrong || !HasType(index, RuleType.Number, expression.Index, "a number of bars is expected")) { return Wrong; }
        if (_table[index].Op != RuleOp.Constant)
        {
            _diagnostics.Error(expression.Index.Span, "a number of bars must be constant", "use numbers and params only, or value_when(condition, x)");
            return Wrong;
        }

        double bars = _table[index].Value;
        if (bars < 0)
        {
            _diagnostics.Error(expression.Index.Span, "a negative index would look ahead", "close[1] is one bar ago");
            return Wrong;
        }

        if (bars != Math.Floor(bars) || bars > Limits.MaxLookBack)
        {
            _diagnostics.Error(expression.Index.Span, $"{NumberText.Format(bars)} is not a whole number from 0 to {Limits.MaxLookBack}");
            return Wrong;
        }

        if (operand == Wrong || !HasPast(operand, expression.Operand)) { return Wrong; }
        return _nodes.History(operand, (int)bars, scope);
    }

    private int Output(OutputExpression expression, int scope)
    {
        int operand = Node(expression.Operand, scope);
        if (operand == Wrong) { return Wrong; }
        RuleNode node = _table[operand];
        int inner = node.Op == RuleOp.Sample ? node.A : operand;   // `(macd(close) @ 1h).signal` is `macd(close).signal @ 1h`.
        if (_table[inner].Op != RuleOp.Indicator)
        {
            _diagnostics.Error(expression.OutputSpan, $"'.{expression.Output}' needs an indicator before it", "as in macd(close).signal");
            return Wrong;
        }

        IndicatorDefinition definition = _table.Indicators[_table[inner].Argument].Definition;
        int output = definition.Outputs.IndexOf(expression.Output);
        if (output < 0)
        {
            string? meant = Suggestion.For(expression.Output, definition.Outputs) ?? $"it has {string.Join(", ", definition.Outputs)}";
            _diagnostics.Error(expression.OutputSpan, $"{definition.Name} has no output '{expression.Output}'", meant);
            return Wrong;
        }

        if (output == 0) { return operand; }
        int found = _table.Add(new RuleNode { Op = RuleOp.Output, Type = RuleType.Number, Stream = _table[inner].Stream, A = inner, Argument = output });
        return _nodes.Bring(found, node.Stream);
    }

    // `x of "B" @ 1h` is one step to the 1h bars of B, not two: the inner word wins where both say the same thing.
    private int Elsewhere(Expression expression, int scope)
    {
        string? instrument = null;
        BarSpec? bar = null;
        Expression inner = expression;
        for (bool more = true; more;)
        {
            switch (inner)
            {
                case AtExpression at: (bar, inner) = (at.Bar, at.Operand); break;
                case OfExpression of: (instrument, inner) = (of.Instrument, of.Operand); break;
                default: more = false; break;
            }
        }

        StreamKey from = _table.Streams[scope];
        int stream = _table.Stream(instrument ?? from.Instrument, bar ?? from.Bar);
        if (ReportOverflow(expression.Span)) { return Wrong; }
        int node = Node(inner, stream);
        return node == Wrong || _table[node].IsLive ? node : _nodes.Bring(node, scope);
    }

    // Account and book are known at a decision only: what a swap copies to warm a set up are bars.
    private bool HasPast(int node, Expression expression)
    {
        if (!_table[node].IsLive) { return true; }
        _diagnostics.Error(expression.Span, "position, account and book have no history", "only bars are kept; bars_in_trade, entry_price and drawdown look back by themselves");
        return false;
    }

    private bool HasType(int node, RuleType expected, Expression expression, string why) => Is(node, expected) || HasOtherType(node, expected, expression, why);

    private bool Is(int node, RuleType expected) => node == Wrong || _table[node].Type == expected;   // What is wrong is reported below.

    // Says so; false.
    private bool HasOtherType(int node, RuleType expected, Expression expression, string why)
    {
        RuleType actual = _table[node].Type;
        if (_diagnostics.IsUnreadable) { return false; }
        string? meant = expected == RuleType.Boolean
            ? $"compare it, as in {Shorten(expression)} > 0"
            : $"write if({Shorten(expression)}, 1, 0) to count with it";
        _diagnostics.Error(expression.Span, $"{why}, this is a {Word(actual)}", meant);
        return false;
    }

    private static string Shorten(Expression expression)
    {
        string text = expression.Depth <= 4 ? expression.ToString() : "x";
        return text.Length <= 30 ? text : "x";
    }

    private static string Word(RuleType type) => type == RuleType.Number ? "number" : "boolean";
}
