using System.CommandLine;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube scheduler-config</c>: what makes a kube-scheduler ask the extender.</summary>
internal static class KubeSchedulerConfigCommand
{
    private const string Help = """
        Prints the configuration with which kube-scheduler --config asks the extender of restow kube run.

        Examples:
          restow kube scheduler-config > /etc/kubernetes/restow-scheduler.yaml
          restow kube scheduler-config --listen 10.96.0.80:8480 --leader-elect
          restow kube scheduler-config --listen restow.example:8480 --certificate-authority /etc/kubernetes/pki/restow-ca.crt

        Paths are those on the scheduler's machine; nothing is read there.
        """;

    private static readonly SchedulerConfiguration Defaults = new();

    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Where the scheduler reaches the extender.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => Defaults.Extender.ToString() };
        var version = new Option<string>("--api-version") { Description = "v1 for Kubernetes 1.25 and later, v1beta1 for 1.19 to 1.22.", HelpName = "VERSION", DefaultValueFactory = _ => Defaults.ApiVersion };
        version.AcceptOnlyFromAmong("v1", "v1beta1");
        var kubeconfig = new Option<string>("--kubeconfig") { Description = "The scheduler's own kubeconfig.", HelpName = "FILE", DefaultValueFactory = _ => Defaults.Kubeconfig };
        var leaderElect = new Option<bool>("--leader-elect") { Description = "Several schedulers of this name take turns, as on a control plane of several machines." };
        var name = new Option<string?>("--scheduler-name") { Description = "A second scheduler, for the pods that name it. [default: the default scheduler]", HelpName = "NAME" };
        var authority = new Option<string?>("--certificate-authority") { Description = "HTTPS, with a certificate that this authority has signed.", HelpName = "FILE" };
        var certificate = new Option<string?>("--client-certificate") { Description = "What the scheduler shows to an extender that demands it.", HelpName = "FILE" };
        var key = new Option<string?>("--client-key") { Description = "The key of that certificate.", HelpName = "FILE" };
        var command = new Command("scheduler-config", Help) { listen, version, kubeconfig, leaderElect, name, authority, certificate, key };
        command.SetAction(parsed =>
        {
            Result<string> yaml = ListenAddress.Parse(parsed.GetValue(listen)!).Then(address => new SchedulerConfiguration
            {
                Extender = address,
                ApiVersion = parsed.GetValue(version)!,
                Kubeconfig = parsed.GetValue(kubeconfig)!,
                LeaderElect = parsed.GetValue(leaderElect),
                SchedulerName = parsed.GetValue(name),
                CertificateAuthority = parsed.GetValue(authority),
                ClientCertificate = parsed.GetValue(certificate),
                ClientKey = parsed.GetValue(key),
            }.ToYaml());
            if (!yaml.TryGet(out string? text, out Fault? fault))
                return Failure.Report(fault);
            Console.Out.Write(text);
            return ExitCode.Done;
        });
        return command;
    }
}
