using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>Looks at the machine as an engine would need it. Changes nothing but for a file that it writes and removes again.</summary>
public static class MachineDoctor
{
    /// <summary>All findings, in a fixed order.</summary>
    /// <param name="file">The configuration; null looks at the machine as the defaults need it.</param>
    /// <param name="files">What the kernel tells.</param>
    /// <param name="cores">As many as this process may use.</param>
    public static IReadOnlyList<DoctorFinding> Examine(EngineConfigurationFile? file, MachineFiles files, int cores)
    {
        List<DoctorFinding> findings = [];
        EngineConfiguration configuration = new() { Feeds = [], Accounts = [] };
        if (file is { Mistakes.Count: > 0 })
        {
            findings.Add(new DoctorFinding("configuration", DoctorVerdict.Fail, $"{file.Path} has {file.Mistakes.Count} mistake{(file.Mistakes.Count == 1 ? "" : "s")}; what follows is for the defaults.", $"`llmtrader config check {file.Path}` names them."));
        }
        else if (file is not null)
        {
            configuration = file.Configuration;
            findings.Add(DoctorFinding.Ok("configuration", $"{file.Path} has no mistake."));
            findings.AddRange(SecretCheck.Run(configuration));
        }

        findings.AddRange(ProcessorCheck.Run(configuration.Threads, files, cores));
        findings.AddRange(ClockCheck.Run(files));
        findings.AddRange(SystemCheck.Run(files));
        findings.AddRange(PlaceCheck.Run(configuration));
        findings.AddRange(DiskCheck.Run(configuration.Journal, PlaceCheck.Existing(configuration.Paths.Journal)));
        return findings;
    }
}
