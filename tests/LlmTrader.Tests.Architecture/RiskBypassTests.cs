using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LlmTrader.Tests.Architecture;

/// <summary>
/// Contract 15: risk can't be bypassed. A command comes into being in known places, all in front of risk, and goes on to a market
/// in two, both behind it; who adds a place has to say here why risk sees its orders.
/// </summary>
public sealed class RiskBypassTests
{
    [Theory]
    [InlineData("SimulatedVenue", "OnCommand", "MatchingStage.Simulate")]
    [InlineData("IExecutionGateway", "Send", "OutboundGate.Release")]
    [InlineData("RiskGate", "Check", "RiskStage.Check", "RiskStage.CheckGroup")]
    [InlineData("BarVenue", "OnCommand", "BarEngine.Send")]   // Behind the next, in the same method.
    [InlineData("BarRisk", "TryCheck", "BarEngine.Send")]
    public void A_command_goes_to_a_market_in_one_place_behind_risk(string type, string method, params string[] callers) =>
        Assert.Equal(callers, Callers(type, method));

    // Whatever a rule set, the unwinder, a person or the engine itself wants becomes a command here, and only here.
    [Fact]
    public void A_command_comes_into_being_in_front_of_risk() =>
        Assert.Equal(["SignalOutput.Amend", "SignalOutput.Cancel", "SignalOutput.PassOn", "SignalOutput.Send"], Callers("SignalOutput", "Next"));

    // The engine's own commands go the way of a person's: through the Sequencer, to the signals stage, to risk.
    [Fact]
    public void The_engines_own_commands_go_through_the_Sequencer() =>
        Assert.Equal(["Flattener.Send", "Liquidator.Send", "OrderTracker.Cancel"], Callers("ICommandPort", "SubmitCommand"));

    [Fact]
    public void The_scan_finds_calls() => Assert.Contains("RiskStage.Work", Callers("RiskGate", "OnTime"));

    private static string[] Callers(string type, string method) =>
        [.. EngineAssemblies.All.SelectMany(assembly => CallersIn(assembly, type, method)).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> CallersIn(Assembly assembly, string type, string method)
    {
        using PEReader file = new(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition definition = metadata.GetMethodDefinition(handle);
            if (definition.RelativeVirtualAddress == 0) { continue; }
            byte[] code = file.GetMethodBody(definition.RelativeVirtualAddress).GetILBytes()!;
            for (int i = 0; i + 5 <= code.Length; i++)
            {
                if (code[i] is not (0x28 or 0x6F)) { continue; }   // call, callvirt.
                if (NameOf(metadata, BitConverter.ToInt32(code, i + 1)) != (type, method)) { continue; }
                yield return $"{metadata.GetString(metadata.GetTypeDefinition(definition.GetDeclaringType()).Name)}.{metadata.GetString(definition.Name)}";
                break;
            }
        }
    }

    // A byte of an operand may look like a call: what is no token of this file then names nothing.
    private static (string Type, string Method) NameOf(MetadataReader metadata, int token)
    {
        int row = token & 0xFF_FFFF;
        switch ((TableIndex)((uint)token >> 24))
        {
            case TableIndex.MethodDef when row > 0 && row <= metadata.GetTableRowCount(TableIndex.MethodDef):
                MethodDefinition definition = metadata.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(row));
                return (metadata.GetString(metadata.GetTypeDefinition(definition.GetDeclaringType()).Name), metadata.GetString(definition.Name));
            case TableIndex.MemberRef when row > 0 && row <= metadata.GetTableRowCount(TableIndex.MemberRef):
                MemberReference member = metadata.GetMemberReference(MetadataTokens.MemberReferenceHandle(row));
                return member.Parent.Kind == HandleKind.TypeReference
                    ? (metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name), metadata.GetString(member.Name))
                    : default;
            default: return default;
        }
    }
}
