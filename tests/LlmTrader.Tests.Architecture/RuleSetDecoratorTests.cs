using System.Reflection;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Architecture;

/// <summary>
/// A rule set around another one must pass on every member of <see cref="IRuleSet"/>, inherited ones included: one that is left to the interface's
/// own default is silently switched off for the set inside, and new defaults come without a compiler error.
/// </summary>
public sealed class RuleSetDecoratorTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const byte CallVirtual = 0x6F;

    // Every project of the solution that is no test; one that is not loaded here can't be looked at.
    private static readonly Assembly[] Products =
        [.. Repository.Projects.Where(project => project.Layer != "tests" && project.Name != SolutionTests.OutsideProject).Select(project => Assembly.Load(AssemblyOf(project.Name)))];

    [Fact]
    public void Every_rule_set_around_another_passes_every_member_on()
    {
        Type[] decorators = [.. Products.SelectMany(assembly => assembly.GetTypes()).Where(IsDecorator)];
        Assert.NotEmpty(decorators);
        string[] missing = [.. decorators.SelectMany(type => NotPassedOn(type).Select(member => $"{type.Name} does not pass {member} on"))];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void A_member_that_is_left_out_or_not_passed_on_is_found() =>
        Assert.Equal(["OnReport", "Transfer", "get_HandOver"], NotPassedOn(typeof(Forgetful)).Order(StringComparer.Ordinal));

    private static string AssemblyOf(string project) => project switch { "LlmTrader.Tools.Cli" => "llmtrader", "LlmTrader.Perf.Micro" => "llmtrader-micro", _ => project };

    private static bool IsDecorator(Type type) =>
        !type.IsInterface && typeof(IRuleSet).IsAssignableFrom(type) && type.GetFields(Instance).Any(field => typeof(IRuleSet).IsAssignableFrom(field.FieldType));

    private static IEnumerable<string> NotPassedOn(Type type) => typeof(IRuleSet).GetInterfaces().Append(typeof(IRuleSet)).SelectMany(contract => NotPassedOn(type, contract));

    private static IEnumerable<string> NotPassedOn(Type type, Type contract)
    {
        InterfaceMapping map = type.GetInterfaceMap(contract);
        for (int i = 0; i < map.InterfaceMethods.Length; i++)
        {
            string member = map.InterfaceMethods[i].Name;
            if (map.TargetMethods[i].DeclaringType == contract || !Calls(Written(type, map.TargetMethods[i], member), contract, member)) { yield return member; }
        }
    }

    // For a method with an 'in' parameter the compiler puts one of its own between the interface and what was written.
    private static MethodInfo Written(Type type, MethodInfo target, string member) => type.GetMethod(member, Instance | BindingFlags.DeclaredOnly) ?? target;

    // Whether the method's code holds a virtual call of the interface's member.
    private static bool Calls(MethodInfo method, Type contract, string member)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        HashSet<int> tokens = MetadataScan.TokensOf(method.Module.Assembly, contract, member);
        for (int at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] == CallVirtual && tokens.Contains(BitConverter.ToInt32(code, at + 1))) { return true; }
        }

        return false;
    }

    // Leaves OnReport to the default, answers HandOver by itself and saves nothing of the set inside.
    private sealed class Forgetful(IRuleSet inner) : IRuleSet
    {
        public string Name => inner.Name;

        public string Id => inner.Id;

        public int WarmUpBars => inner.WarmUpBars;

        public bool WatchesPrices => inner.WatchesPrices;

        public RuleSetHandOver HandOver => RuleSetHandOver.Adopt;

        public long CostPerBar => inner.CostPerBar;

        public bool ReadsOtherSeries => inner.ReadsOtherSeries;

        public void Observe(ReadOnlySpan<ClosedBar> together) => inner.Observe(together);

        public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => inner.Decide(in observed, context);

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => inner.OnBar(in bar, context);

        public void WarmUp(in ClosedBar bar) => inner.WarmUp(in bar);

        public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => inner.OnPrice(instrument, price, context);

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(inner.Id);
    }
}
