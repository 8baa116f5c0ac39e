using System.CommandLine;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions verify</c></summary>
internal sealed class DecisionsVerifyVerb : Verb
{
    private readonly DecisionsOptions _journal = new();
    private readonly Option<string?> _head = OptionOf.Text("--head", "HASH", "The hash of a last line that an earlier check printed: it must still be there.");

    public DecisionsVerifyVerb()
        : base("verify", "Check every record of the strategist's journal against the one before it.")
    {
        Options.Add(_head);
        _journal.AddTo(this, byDay: false);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A record holds the hash of the line before it and its own: one that was changed, removed, added or moved is found, with file and line. A chain can't tell that its end was cut off: "
        + "the file 'head' beside it does, which the strategist keeps, and against whoever changes both the hash that this prints, given as --head the next time. A line that a crash cut off at the very end is no fault: the next start removes it. Exit code 1 when something is wrong.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader decisions verify --config trading/engine.yaml", "is it as it was written?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = _journal.Find(arguments);
        DecisionVerification found = DecisionVerification.Of(directory, arguments.GetValue(_head));
        bool isSound = found.Fault is null && found.HasHead != false && found.Written is null;
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                journal = directory,
                isSound,
                found.Records,
                found.Segments,
                first = found.First?.ToString(),
                last = found.Records > 0 ? found.End.Time.ToString() : null,
                head = found.End.Head,
                found.HasHead,
                found.Written,
                fault = found.Fault is { } wrong ? new { wrong.Path, wrong.Line, wrong.Reason } : null,
                torn = found.Torn,
            });
            return isSound ? ExitCode.Success : ExitCode.Finding;
        }

        if (found.Fault is { } fault) { session.WriteLine($"{fault.Path}: line {fault.Line}: {fault.Reason}"); }
        if (found.Written is { } written) { session.WriteLine($"By the file 'head' beside it record {Figure.Count(written)} was the last, and it is not there as it was written: the end was cut off, or this is another journal. A strategist does not start on it."); }
        if (found.HasHead == false) { session.WriteLine("No line has the hash of --head: the end was cut off, or this is another journal."); }
        if (found.Torn is { } torn) { session.WriteLine($"{torn.Path}: the last {torn.Bytes} bytes are the beginning of a record that was being written; the next start removes them."); }
        session.WriteLine($"{(isSound ? "sound" : "NOT sound")}: {Figure.Count(found.Records, "record")} in {Figure.Count(found.Segments, "file")}; the last line has hash {found.End.Head}");
        return isSound ? ExitCode.Success : ExitCode.Finding;
    }
}
