using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace LlmTrader.Perf.Micro;

/// <summary>How BenchmarkDotNet runs here.</summary>
internal static class MicroConfig
{
    // In this process, whatever job is asked for: the project that BenchmarkDotNet would otherwise build for each job refers to one
    // that is named as the assembly, which here is named as the program.
    private const string InProcess = "--inProcess";

    private static IConfig Config => ManualConfig.CreateEmpty()
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(JsonExporter.FullCompressed)
        .WithArtifactsPath(Path.Combine(Directory.GetCurrentDirectory(), "artifacts", "micro"));

    /// <summary>False when a benchmark failed.</summary>
    public static bool Run(string[] args)
    {
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run([.. args, InProcess], Config)];
        return summaries.Length > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
    }
}
