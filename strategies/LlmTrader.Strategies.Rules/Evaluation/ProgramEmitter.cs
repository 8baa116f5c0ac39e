using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Rules.Language;
using Code = System.Linq.Expressions.Expression;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// Turns a program's nodes into straight-line expression trees: a local for each node, of type double or bool, and a store
/// into its slot only where somebody outside the method reads it. Numbers go through <see cref="RuleMath"/> wherever C#'s
/// operator means something else.
/// </summary>
internal sealed class ProgramEmitter
{
    private static readonly MethodInfo UpdateMethod = typeof(IIndicator).GetMethod(nameof(IIndicator.Update))!;
    private static readonly MethodInfo NextMethod = typeof(SeriesIndicator).GetMethod(nameof(SeriesIndicator.Next))!;
    private static readonly PropertyInfo OutputIndexer = typeof(IIndicator).GetProperty("Item")!;
    private static readonly MethodInfo AsMethod = typeof(Unsafe).GetMethods().Single(m => m.Name == nameof(Unsafe.As) && m.GetGenericArguments().Length == 1);
    private static readonly MethodInfo WithValueMethod = typeof(ProgramEmitter).GetMethod(nameof(WithValue), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo InputOfMethod = typeof(IndicatorInput).GetMethod(nameof(IndicatorInput.Of))!;
    private static readonly MethodInfo PairOfMethod = typeof(SeriesPair).GetMethod(nameof(SeriesPair.Of))!;

    private readonly RuleProgram _program;
    private readonly ProgramMemory _places;
    private readonly bool[] _kept;
    private readonly Type[] _indicatorTypes;

    private readonly ParameterExpression _slots = Code.Parameter(typeof(double[]), "slots");
    private readonly ParameterExpression _memory = Code.Parameter(typeof(double[]), "memory");
    private readonly ParameterExpression _indicators = Code.Parameter(typeof(IIndicator[]), "indicators");
    private readonly ParameterExpression _bars = Code.Parameter(typeof(int), "bars");
    private readonly ParameterExpression _bar = Code.Parameter(typeof(IndicatorInput).MakeByRefType(), "bar");

    // Of the method under way.
    private readonly Dictionary<int, ParameterExpression> _locals = [];
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<Code> _body = [];

    /// <param name="program">What to emit.</param>
    /// <param name="places">Of its memory.</param>
    /// <param name="indicatorTypes">The class of each indicator instance.</param>
    public ProgramEmitter(RuleProgram program, ProgramMemory places, Type[] indicatorTypes)
    {
        (_program, _places, _indicatorTypes) = (program, places, indicatorTypes);
        _kept = ProgramLayout.Kept(program);
    }

    /// <summary>The method of one stream.</summary>
    public BarCode EmitBar(int[] nodes)
    {
        EmitBody(nodes);
        return Code.Lambda<BarCode>(Code.Block(typeof(void), _variables, _body), _slots, _memory, _indicators, _bars, _bar).Compile();
    }

    /// <summary>The method of the live nodes.</summary>
    public LiveCode EmitLive(int[] nodes)
    {
        EmitBody(nodes);
        return Code.Lambda<LiveCode>(Code.Block(typeof(void), _variables, _body), _slots).Compile();
    }

    private void EmitBody(int[] nodes)
    {
        _locals.Clear();
        _variables.Clear();
        _body.Clear();
        foreach (int i in nodes)
        {
            RuleNode node = _program.Nodes[i];
            ParameterExpression local = Code.Variable(node.Type == RuleType.Number ? typeof(double) : typeof(bool));
            _variables.Add(local);
            _body.Add(Code.Assign(local, Compute(i, node)));
            _locals.Add(i, local);
            if (_kept[i] && node.Op != RuleOp.Variable) { _body.Add(Code.Assign(Slot(i), AsNumber(local))); }
            if (node.HistoryLength > 0) { _body.Add(Code.Assign(Ring(i, barsAgo: 0), AsNumber(local))); }
        }
    }

    private Code Compute(int i, RuleNode node) => node.Op switch
    {
        RuleOp.Variable => Slot(i),
        RuleOp.Bar => Code.Property(_bar, ((BarField)node.Argument).ToString()),
        RuleOp.Indicator => Update(node),
        RuleOp.Output => Code.Property(Typed(_program.Nodes[node.A].Argument), OutputIndexerOf(_program.Nodes[node.A].Argument), Code.Constant(node.Argument)),
        RuleOp.History => OfType(node.Type, Ring(node.A, node.Argument)),
        RuleOp.Sample => OfType(node.Type, Slot(node.A)),
        RuleOp.Rising or RuleOp.Falling => Streak(i, node),
        RuleOp.BarsSince => Code.Condition(Value(node.A), Code.Constant(0.0), Code.Add(Slot(i), Code.Constant(1.0))),
        RuleOp.ValueWhen => Code.Condition(Value(node.A), Value(node.B), Slot(i)),
        RuleOp.Negate => Code.Negate(Value(node.A)),
        RuleOp.Not => Code.Not(Value(node.A)),
        RuleOp.Abs => Code.Call(typeof(Math), nameof(Math.Abs), null, Value(node.A)),
        RuleOp.Add => Code.Add(Value(node.A), Value(node.B)),
        RuleOp.Subtract => Code.Subtract(Value(node.A), Value(node.B)),
        RuleOp.Multiply => Code.Multiply(Value(node.A), Value(node.B)),
        RuleOp.Less => Code.LessThan(Value(node.A), Value(node.B)),
        RuleOp.LessOrEqual => Code.LessThanOrEqual(Value(node.A), Value(node.B)),
        RuleOp.Greater => Code.GreaterThan(Value(node.A), Value(node.B)),
        RuleOp.GreaterOrEqual => Code.GreaterThanOrEqual(Value(node.A), Value(node.B)),
        RuleOp.Equal => Code.Equal(Value(node.A), Value(node.B)),
        RuleOp.And => Code.And(Value(node.A), Value(node.B)),   // Both are there already: no branch is cheaper than one.
        RuleOp.Or => Code.Or(Value(node.A), Value(node.B)),
        RuleOp.If => Code.Condition(Value(node.A), Value(node.B), Value(node.C)),
        RuleOp.Log or RuleOp.Exp or RuleOp.Sqrt or RuleOp.Round => Code.Call(typeof(RuleMath), node.Op.ToString(), null, Value(node.A)),
        RuleOp.Divide or RuleOp.Remainder or RuleOp.Pow or RuleOp.Min or RuleOp.Max or RuleOp.NotEqual =>
            Code.Call(typeof(RuleMath), node.Op.ToString(), null, Value(node.A), Value(node.B)),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node.Op, "A constant is not computed."),
    };

    // The indicator's own class is known here, so that the call is direct and not through the interface.
    private Code Update(RuleNode node)
    {
        Type type = _indicatorTypes[node.Argument];
        Code indicator = Typed(node.Argument);
        IndicatorInputs inputs = _program.Indicators[node.Argument].Definition.Inputs;
        if (inputs == IndicatorInputs.Series && type.IsSubclassOf(typeof(SeriesIndicator)))
        {
            return Code.Call(indicator, NextMethod, Value(node.A));   // What Update does with the value, without a bar around it.
        }

        Code input = inputs switch
        {
            IndicatorInputs.Series => Code.Call(InputOfMethod, Value(node.A)),
            IndicatorInputs.SeriesPair => Code.Call(PairOfMethod, Value(node.A), Value(node.B)),
            IndicatorInputs.SeriesAndBar => Code.Call(WithValueMethod, _bar, Value(node.A)),
            _ => _bar,
        };
        MethodInfo update = type.GetMethod(nameof(IIndicator.Update), UpdateMethod.GetParameters().Select(p => p.ParameterType).ToArray()) ?? UpdateMethod;
        var result = Code.Property(indicator, OutputIndexerOf(node.Argument), Code.Constant(0));
        if (input == _bar) { return Code.Block(typeof(double), Code.Call(indicator, update, _bar), result); }

        ParameterExpression made = Code.Variable(typeof(IndicatorInput));   // A value passed by reference needs a place.
        return Code.Block(typeof(double), [made], Code.Assign(made, input), Code.Call(indicator, update, made), result);
    }

    private BlockExpression Streak(int i, RuleNode node)
    {
        Code previous = Memory(_places.PreviousOf(i));
        Code length = Memory(_places.StreakOf(i));
        Code goesOn = node.Op == RuleOp.Rising ? Code.GreaterThan(Value(node.A), previous) : Code.LessThan(Value(node.A), previous);
        return Code.Block(
            typeof(bool),
            Code.Assign(length, Code.Condition(goesOn, Code.Add(length, Code.Constant(1.0)), Code.Constant(0.0))),
            Code.Assign(previous, Value(node.A)),
            Code.GreaterThanOrEqual(length, Code.Constant((double)node.Argument)));
    }

    // A node of this method is its local; anything else is in its slot: another method has computed it, or it is a constant, which is
    // not in the code so that programs with other constants can share it.
    private Code Value(int node) => _locals.TryGetValue(node, out ParameterExpression? local) ? local : OfType(_program.Nodes[node].Type, Slot(node));

    private Code Typed(int indicator)
    {
        Type type = _indicatorTypes[indicator];
        Code element = Code.ArrayIndex(_indicators, Code.Constant(indicator));
        return type.IsVisible ? Code.Call(AsMethod.MakeGenericMethod(type), element) : element;
    }

    private PropertyInfo OutputIndexerOf(int indicator)
    {
        Type type = _indicatorTypes[indicator];
        return (type.IsVisible ? type.GetProperty("Item", typeof(double), [typeof(int)]) : null) ?? OutputIndexer;
    }

    private System.Linq.Expressions.IndexExpression Slot(int node) => Code.ArrayAccess(_slots, Code.Constant(node));

    private System.Linq.Expressions.IndexExpression Memory(int place) => Code.ArrayAccess(_memory, Code.Constant(place));

    private System.Linq.Expressions.IndexExpression Ring(int node, int barsAgo) => Code.ArrayAccess(
        _memory,
        Code.Add(Code.Constant(_places.RingOf(node)), Code.And(Code.Subtract(_bars, Code.Constant(barsAgo)), Code.Constant(_places.MaskOf(node)))));

    private static Code OfType(RuleType type, Code number) => type == RuleType.Number ? number : Code.NotEqual(number, Code.Constant(0.0));

    private static Code AsNumber(Code value) => value.Type == typeof(double) ? value : Code.Condition(value, Code.Constant(1.0), Code.Constant(0.0));

    private static IndicatorInput WithValue(in IndicatorInput bar, double value) => bar with { Value = value };
}
