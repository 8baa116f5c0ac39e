using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <content>Functions and indicators.</content>
internal sealed partial class ExpressionChecker
{
    private int Call(CallExpression call, int scope)
    {
        if (RuleVocabulary.TryGetFunction(call.Name, out RuleFunction function)) { return Function(function, call, scope); }
        if (IndicatorCatalog.TryGet(call.Name, out IndicatorDefinition? indicator)) { return Indicator(indicator, call, scope); }

        IEnumerable<string> known = RuleVocabulary.Functions.Select(word => word.Name).Concat(IndicatorCatalog.All.Select(i => i.Name));
        bool isValue = RuleVocabulary.IsReserved(call.Name) || _names.All.Contains(call.Name);
        string? meant = isValue ? "leave the parentheses out"
            : RuleVocabulary.Advice(call.Name) ?? Suggestion.For(call.Name, known);
        _diagnostics.Error(call.NameSpan, isValue ? $"'{call.Name}' is not a function" : $"unknown function '{call.Name}'", meant);
        foreach (Expression argument in call.Arguments) { Node(argument, scope); }   // For the mistakes in them.
        return Wrong;
    }

    private int Function(RuleFunction function, CallExpression call, int scope)
    {
        int[] arguments = Nodes(call.Arguments, scope);
        (int least, int most) = function switch
        {
            RuleFunction.If or RuleFunction.Between => (3, 3),
            RuleFunction.Rising or RuleFunction.Falling => (1, 2),
            RuleFunction.CrossAbove or RuleFunction.CrossBelow or RuleFunction.ValueWhen or RuleFunction.Pow => (2, 2),
            RuleFunction.Min or RuleFunction.Max => (2, int.MaxValue),
            _ => (1, 1),
        };
        if (!HasCount(call, least, most)) { return WrongCount(call, least, most, RuleVocabulary.Functions[(int)function].Usage); }

        bool fits = true;
        for (int i = 0; i < arguments.Length; i++)
        {
            bool takesBoolean = i == 0 && function is (RuleFunction.If or RuleFunction.BarsSince or RuleFunction.ValueWhen);
            if (function == RuleFunction.If && i > 0) { continue; }   // Its branches are of either type.
            RuleType expected = takesBoolean ? RuleType.Boolean : RuleType.Number;
            fits &= Is(arguments[i], expected) || HasOtherType(arguments[i], expected, call.Arguments[i], $"argument {i + 1} of {call.Name} is a {Word(expected)}");
            fits &= arguments[i] != Wrong;
        }

        if (!fits || arguments.Contains(Wrong)) { return Wrong; }
        return function switch
        {
            RuleFunction.If => If(call, arguments, scope),
            RuleFunction.CrossAbove => Cross(call, arguments, scope, RuleOp.Greater, RuleOp.LessOrEqual),
            RuleFunction.CrossBelow => Cross(call, arguments, scope, RuleOp.Less, RuleOp.GreaterOrEqual),
            RuleFunction.Rising => Streak(RuleOp.Rising, call, arguments, scope),
            RuleFunction.Falling => Streak(RuleOp.Falling, call, arguments, scope),
            RuleFunction.BarsSince => HasPast(arguments[0], call.Arguments[0]) && Changes(arguments[0], call.Arguments[0], call)
                ? _nodes.Stateful(RuleOp.BarsSince, RuleType.Number, scope, arguments[0]) : Wrong,
            RuleFunction.ValueWhen => ValueWhen(call, arguments, scope),
            RuleFunction.Between => _nodes.Logic(
                RuleOp.And,
                _nodes.Comparison(RuleOp.GreaterOrEqual, arguments[0], arguments[1], scope),
                _nodes.Comparison(RuleOp.LessOrEqual, arguments[0], arguments[2], scope),
                scope),
            RuleFunction.Min => arguments.Aggregate((a, b) => _nodes.Arithmetic(RuleOp.Min, a, b, scope)),
            RuleFunction.Max => arguments.Aggregate((a, b) => _nodes.Arithmetic(RuleOp.Max, a, b, scope)),
            RuleFunction.Pow => _nodes.Arithmetic(RuleOp.Pow, arguments[0], arguments[1], scope),
            RuleFunction.Abs => _nodes.Unary(RuleOp.Abs, arguments[0], scope),
            RuleFunction.Log => _nodes.Unary(RuleOp.Log, arguments[0], scope),
            RuleFunction.Exp => _nodes.Unary(RuleOp.Exp, arguments[0], scope),
            RuleFunction.Sqrt => _nodes.Unary(RuleOp.Sqrt, arguments[0], scope),
            RuleFunction.Round => _nodes.Unary(RuleOp.Round, arguments[0], scope),
            _ => throw new InvariantViolationException($"Function {function} has no nodes."),
        };
    }

    private int If(CallExpression call, int[] arguments, int scope)
    {
        if (_table[arguments[1]].Type == _table[arguments[2]].Type) { return _nodes.If(arguments[0], arguments[1], arguments[2], scope); }
        _diagnostics.Error(call.Span, "the two results of 'if' are of different types", "both must be numbers, or both booleans");
        return Wrong;
    }

    private int Cross(CallExpression call, int[] arguments, int scope, RuleOp now, RuleOp before)
    {
        if (!(HasPast(arguments[0], call.Arguments[0]) & HasPast(arguments[1], call.Arguments[1]))) { return Wrong; }
        int crossed = _nodes.Comparison(now, arguments[0], arguments[1], scope);
        int notYet = _nodes.Comparison(before, _nodes.History(arguments[0], 1, scope), _nodes.History(arguments[1], 1, scope), scope);
        return _nodes.Logic(RuleOp.And, crossed, notYet, scope);
    }

    private int Streak(RuleOp op, CallExpression call, int[] arguments, int scope)
    {
        if (!HasPast(arguments[0], call.Arguments[0]) || !Changes(arguments[0], call.Arguments[0], call)) { return Wrong; }
        int bars = 1;
        if (arguments.Length == 2)
        {
            if (!TryConstant(arguments[1], call.Arguments[1], "bars", out double value)) { return Wrong; }
            if (!(value >= 1 && value <= Limits.MaxLookBack && value == Math.Floor(value)))
            {
                _diagnostics.Error(call.Arguments[1].Span, $"bars is {NumberText.Format(value)}, a whole number from 1 to {Limits.MaxLookBack} is expected");
                return Wrong;
            }

            bars = (int)value;
        }

        return _nodes.Stateful(op, RuleType.Boolean, scope, arguments[0], argument: bars);
    }

    private int ValueWhen(CallExpression call, int[] arguments, int scope) =>
        HasPast(arguments[0], call.Arguments[0]) & HasPast(arguments[1], call.Arguments[1]) && Changes(arguments[0], call.Arguments[0], call)
            ? _nodes.Stateful(RuleOp.ValueWhen, RuleType.Number, scope, arguments[0], arguments[1])
            : Wrong;

    private int Indicator(IndicatorDefinition definition, CallExpression call, int scope)
    {
        int[] arguments = Nodes(call.Arguments, scope);
        int series = definition.SeriesCount;
        int least = series + definition.Parameters.Count(p => p.IsRequired);
        int most = series + definition.Parameters.Length;
        if (SeriesIsLeftOut(definition, call, arguments)) { return Wrong; }
        if (!HasCount(call, least, most)) { return WrongCount(call, least, most, definition.Signature); }

        bool fits = true;
        for (int i = 0; i < series; i++) { fits &= IsSeries(arguments[i], call.Arguments[i], call); }

        var parameters = ImmutableArray.CreateBuilder<double>(definition.Parameters.Length);
        for (int i = 0; i < definition.Parameters.Length; i++)
        {
            IndicatorParameter parameter = definition.Parameters[i];
            double value = parameter.Default;
            if (series + i < arguments.Length) { fits &= TryParameter(parameter, arguments[series + i], call.Arguments[series + i], call, out value); }
            parameters.Add(value);
        }

        if (!fits || arguments.Contains(Wrong)) { return Wrong; }
        int a = series > 0 ? _nodes.Bring(arguments[0], scope) : RuleNode.None;
        int b = series > 1 ? _nodes.Bring(arguments[1], scope) : RuleNode.None;
        if (ReportOverflow(call.Span)) { return Wrong; }
        try
        {
            return _table.Indicator(definition, parameters.MoveToImmutable(), scope, a, b);
        }
        catch (ArgumentException e)
        {
            // Each parameter is in its range; together they do not fit.
            int end = e.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
            _diagnostics.Error(call.Span, $"{call.Name}: {(end < 0 ? e.Message : e.Message[..end]).TrimEnd('.')}", $"write {definition.Signature}");
            return Wrong;
        }
    }

    // `rsi(14)`: the commonest slip, which would else be read as the RSI of the number 14.
    private bool SeriesIsLeftOut(IndicatorDefinition definition, CallExpression call, int[] arguments)
    {
        if (definition.SeriesCount != 1 || arguments.Length == 0 || arguments[0] == Wrong || _table[arguments[0]].Op != RuleOp.Constant) { return false; }
        string rest = string.Join(", ", call.Arguments.Select(a => a.Depth <= 4 ? a.ToString() : "x"));
        _diagnostics.Error(call.Arguments[0].Span, $"the first argument of {call.Name} is a series, this never changes", $"did you mean {call.Name}(close, {rest})?");
        return true;
    }

    private bool IsSeries(int node, Expression argument, CallExpression call) =>
        node == Wrong
        || ((Is(node, RuleType.Number) || HasOtherType(node, RuleType.Number, argument, $"{call.Name} takes a series of numbers")) && HasPast(node, argument) && Changes(node, argument, call));

    private bool Changes(int node, Expression argument, CallExpression call)
    {
        if (_table[node].Op != RuleOp.Constant) { return true; }
        _diagnostics.Error(argument.Span, $"{call.Name} looks back over something that changes, this never does");
        return false;
    }

    private bool TryParameter(IndicatorParameter parameter, int node, Expression argument, CallExpression call, out double value)
    {
        value = double.NaN;
        if (node == Wrong || !TryConstant(node, argument, parameter.Name, out value)) { return false; }
        double most = parameter.IsInteger ? Math.Min(parameter.Maximum, Limits.MaxLookBack) : parameter.Maximum;
        if (value >= parameter.Minimum && value <= most && (!parameter.IsInteger || value == Math.Floor(value))) { return true; }
        _diagnostics.Error(
            argument.Span,
            $"{parameter.Name} of {call.Name} is {(double.IsNaN(value) ? "missing" : NumberText.Format(value))}, "
            + $"a {(parameter.IsInteger ? "whole " : "")}number from {NumberText.Format(parameter.Minimum)} to {NumberText.Format(most)} is expected");
        return false;
    }

    private bool TryConstant(int node, Expression argument, string name, out double value)
    {
        value = double.NaN;
        if (node == Wrong || !HasType(node, RuleType.Number, argument, $"{name} is a number")) { return false; }
        value = _table[node].Value;
        if (_table[node].Op == RuleOp.Constant) { return true; }
        _diagnostics.Error(argument.Span, $"{name} must be constant", "use numbers and params only");
        return false;
    }

    private static bool HasCount(CallExpression call, int least, int most) => call.Arguments.Length >= least && call.Arguments.Length <= most;

    private int WrongCount(CallExpression call, int least, int most, string usage)
    {
        if (_diagnostics.IsUnreadable) { return Wrong; }
        int count = call.Arguments.Length;
        string expected = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        _diagnostics.Error(call.Span, $"{call.Name} has {count} argument{(count == 1 ? "" : "s")}, {expected} {(expected == "1" ? "is" : "are")} expected", $"write {usage}");
        return Wrong;
    }

    private int[] Nodes(ImmutableArray<Expression> expressions, int scope)
    {
        int[] nodes = new int[expressions.Length];
        for (int i = 0; i < nodes.Length; i++) { nodes[i] = Node(expressions[i], scope); }
        return nodes;
    }
}
