using System.CommandLine;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Doctor;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader doctor</c></summary>
internal sealed class DoctorVerb : Verb
{
    private readonly Option<string?> _config = OptionOf.Text("--config", "FILE", "Look at the machine as this configuration needs it; as the defaults do when left out.");

    public DoctorVerb()
        : base("doctor", "Look at this machine: cores, clock, disk, limits, places and ports, each with what to do.") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Each finding is ok, note (worth knowing), warn (the engine runs, and worse than it could) or fail (it would not start, or not be safe). The disk's speed is measured where the journal is to lie, "
        + "by a file of 256 KiB that is removed again. Nothing is changed.\n\n"
        + "Exit code 1 when something fails.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader doctor", "is this machine fit?"),
        new("llmtrader doctor --config engine.yaml", "for this engine: its disk, its directories, its port"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfigurationFile? file = arguments.GetValue(_config) is { } path ? EngineConfigurationFile.Read(path) : null;
        IReadOnlyList<DoctorFinding> findings = MachineDoctor.Examine(file, new MachineFiles(), Environment.ProcessorCount);
        DoctorVerdict worst = findings.Max(finding => finding.Verdict);
        if (session.IsJson)
        {
            session.WriteJson(new { verdict = worst, findings = findings.Select(finding => new { check = finding.Check, verdict = finding.Verdict, found = finding.Found, remedy = finding.Remedy }) });
            return worst == DoctorVerdict.Fail ? ExitCode.Finding : ExitCode.Success;
        }

        Table table = new() { Border = TableBorder.Simple };
        foreach (string head in new[] { "Check", "", "found, and what to do" }) { table.AddColumn(new TableColumn(new Text(head)) { NoWrap = head != "found, and what to do" }); }
        foreach (DoctorFinding finding in findings)
        {
            table.Row(finding.Check, finding.Verdict.ToString().ToLowerInvariant(), finding.Found);
            if (finding.Remedy is { } remedy) { table.Row("", "", $"→ {remedy}"); }
        }

        session.Write(table);
        session.WriteLine(worst == DoctorVerdict.Fail ? "This machine is not fit yet: see what fails." : worst == DoctorVerdict.Warn ? "This machine will do; see the warnings." : "This machine is fit.");
        return worst == DoctorVerdict.Fail ? ExitCode.Finding : ExitCode.Success;
    }
}
