using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>Whether each secret that the configuration refers to is there. None is shown.</summary>
internal static class SecretCheck
{
    public static IEnumerable<DoctorFinding> Run(EngineConfiguration configuration)
    {
        SecretReference[] secrets = [.. Referred(configuration).OfType<SecretReference>()];
        int missing = 0;
        foreach (SecretReference secret in secrets)
        {
            DoctorFinding? finding = null;
            try { secret.Read(configuration.BaseDirectory); }
            catch (RunException e) { finding = new DoctorFinding("secrets", DoctorVerdict.Fail, e.Message, $"Give {secret} its value in the environment of the engine, or its file."); }
            if (finding is null) { continue; }
            missing++;
            yield return finding;
        }

        if (secrets.Length > 0 && missing == 0) { yield return DoctorFinding.Ok("secrets", $"all {secrets.Length} are there."); }
    }

    private static IEnumerable<SecretReference?> Referred(EngineConfiguration configuration) =>
        configuration.Alerts.Channels.SelectMany(channel => new[] { channel.Url, channel.Secret })
            .Concat([configuration.Projector.Postgres?.Password, configuration.Projector.Questdb?.Password, configuration.Projector.Questdb?.Token]);
}
