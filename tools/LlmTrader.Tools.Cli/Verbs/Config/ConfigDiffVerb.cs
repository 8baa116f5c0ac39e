using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary><c>llmtrader config diff</c></summary>
internal sealed class ConfigDiffVerb : Verb
{
    private readonly Argument<string> _left = ConfigArgument.File("A");
    private readonly Argument<string> _right = ConfigArgument.File("B");

    public ConfigDiffVerb()
        : base("diff", "Show the values that differ between two configurations, and whether they need a new journal.")
    {
        Arguments.Add(_left);
        Arguments.Add(_right);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Compares what is in force, not how it is written: order, comments and a default that is written out make no difference. Values that decisions depend on are pinned by a journal's manifest; "
        + "a journal that was begun under the one can't be gone on with under the other.\n\n"
        + "Exit code 1 when they differ, 2 when one has a mistake.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader config diff engine.yaml new.yaml", "would this need a new journal?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        (EngineConfigurationFile left, EngineConfigurationFile right) = (EngineConfigurationFile.Read(arguments.GetValue(_left)!), EngineConfigurationFile.Read(arguments.GetValue(_right)!));
        (_, _) = (left.Configuration, right.Configuration);    // Throw when there is a mistake.
        IReadOnlyList<ConfigurationDifference> differences = ConfigurationDifference.Between(left.Values, right.Values);
        bool needsJournal = differences.Any(one => one.IsPinned);
        if (session.IsJson)
        {
            session.WriteJson(new { areEqual = differences.Count == 0, needsNewJournal = needsJournal, differences = differences.Select(one => new { key = one.Key, left = one.Left, right = one.Right, isPinned = one.IsPinned }) });
        }
        else if (differences.Count == 0)
        {
            session.WriteLine("No difference in what is in force.");
        }
        else
        {
            Table table = new() { Border = TableBorder.Simple };
            foreach (string head in new[] { "Key", left.Path, right.Path, "" }) { table.AddColumn(new TableColumn(new Text(head))); }
            foreach (ConfigurationDifference one in differences) { table.Row(one.Key, one.Left ?? ConfigArgument.AbsentText, one.Right ?? ConfigArgument.AbsentText, one.IsPinned ? "new journal" : ""); }
            session.Write(table);
            session.WriteLine(needsJournal ? "Decisions depend on what is marked: the other configuration needs a journal of its own (journal.directory)." : "The same journal can be gone on with.");
        }

        return differences.Count == 0 ? ExitCode.Success : ExitCode.Finding;
    }
}
