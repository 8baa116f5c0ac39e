using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What a configuration's values mean together. Nothing is said of what follows from another mistake.</summary>
internal static class EngineConfigurationCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        FeedCheck.Run(configuration, mistakes);
        InstrumentCheck.Run(configuration, mistakes);
        InstrumentTable? instruments = KnownInstruments.Of(configuration, mistakes);
        AccountCheck.Run(configuration, instruments, mistakes);
        RuleSetCheck.Run(configuration, mistakes);
        RiskCheck.Run(configuration, instruments, mistakes);
        FillCheck.Run(configuration, mistakes);
        StorageCheck.Run(configuration, mistakes);
        AdminCheck.Run(configuration, mistakes);
        AlertCheck.Run(configuration, mistakes);
        ProjectorCheck.Run(configuration, mistakes);
        StrategistCheck.Run(configuration, instruments, mistakes);
        ModelsCheck.Run(configuration, mistakes);
        McpCheck.Run(configuration, mistakes);
        RunCheck.Run(configuration, mistakes);
    }
}
