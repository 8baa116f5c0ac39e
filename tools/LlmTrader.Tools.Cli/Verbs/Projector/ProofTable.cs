using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Prints what a rebuild has proven, a line for each table.</summary>
internal static class ProofTable
{
    public static void Print(Session session, string one, string other, IReadOnlyList<TableProof> proofs)
    {
        Table table = Tables.Figures("table", one, other, "checksum", "");
        foreach (TableProof proof in proofs) { table.Row(proof.Table, Figure.Count(proof.Rows), Figure.Count(proof.RebuiltRows), proof.Checksum, proof.IsEqual ? "equal" : $"differs: {proof.RebuiltChecksum}"); }
        session.Write(table);
    }
}
